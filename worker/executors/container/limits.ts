import type { Engine } from "./engine.ts";
import { isRecord } from "./json.ts";

/** Answers which limits an engine takes note of and does not enforce; empty where all hold. */
export type FindLoose = () => Promise<readonly string[]>;

const LIMITS = [
  ["memory", "MemoryLimit"],
  ["processors", "CpuCfsQuota"],
  ["processes", "PidsLimit"],
] as const;

/** Asks an engine once which limits it does not enforce; while it does not answer, nothing is known and nothing is said. */
export function looseLimits(engine: Engine): FindLoose {
  let known: readonly string[] | null = null;
  return async () => {
    if (known !== null) return known;
    const call = { method: "GET", path: "/info", what: "tell what it can do" } as const;
    const info = await engine.ask(call).catch(() => null);
    if (!isRecord(info)) return [];
    known = looseAccordingTo(info);
    return known;
  };
}

/**
 * What the engine says of itself. Podman without root says that it has limits on machines of cgroup version 1 as well, where
 * only root has them; Docker without root names no driver there.
 */
export function looseAccordingTo(info: Readonly<Record<string, unknown>>): readonly string[] {
  const isRootless = info["Rootless"] === true && info["CgroupVersion"] === "1";
  const hasNone = isRootless || info["CgroupDriver"] === "none";
  return LIMITS.filter(([, field]) => hasNone || info[field] === false).map(([name]) => name);
}
