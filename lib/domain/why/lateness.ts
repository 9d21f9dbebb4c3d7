import type { JsonObject } from "../json.ts";
import type { AskedRun } from "./run-facts.ts";
import { spanWords } from "./words.ts";

/** What a first attempt's lateness was spent on; whole milliseconds that add up to `ms`. */
export type Lateness = {
  readonly ms: number;
  /** The row was opened that much after the run could have started. */
  readonly planner: number;
  readonly overlap: number;
  readonly concurrency: number;
  readonly worker: number;
  /** The run it waited for last. */
  readonly behind: string | null;
};

/** Below this nobody calls it late. Milliseconds. */
const WORTH_TELLING_MS = 1_000;

/** Takes a run's lateness apart; null before it has started. */
export function latenessOf(run: AskedRun): Lateness | null {
  const { startedAt, latenessMs, createdAt, decision } = run;
  if (startedAt === null || latenessMs === null) return null;
  const ms = Math.max(0, latenessMs);
  const couldStart = startedAt - ms;
  const opened = Math.min(Math.max(createdAt, couldStart), startedAt);
  const waits = (decision.waits ?? []).map(({ for: what, behind, since, until }) => {
    const from = Math.max(opened, Date.parse(since));
    const to = Math.min(startedAt, until === null ? startedAt : Date.parse(until));
    return { what, behind, ms: Math.max(0, to - from) };
  });
  const spent = (what: "overlap" | "concurrency") =>
    waits.filter((wait) => wait.what === what).reduce((sum, wait) => sum + wait.ms, 0);
  const overlap = spent("overlap");
  const concurrency = spent("concurrency");
  const planner = opened - couldStart;
  return {
    ms,
    planner,
    overlap,
    concurrency,
    worker: Math.max(0, ms - planner - overlap - concurrency),
    behind: waits.findLast((wait) => wait.ms > 0)?.behind ?? null,
  };
}

/** `it started 4 min late: 3 min 59 s waiting for run X, 1 s for a worker`; null when it was on time. */
export function latenessClause(lateness: Lateness | null): string | null {
  if (lateness === null || lateness.ms < WORTH_TELLING_MS) return null;
  const { planner, overlap, concurrency, worker, behind } = lateness;
  const other = behind === null ? "other runs" : `run ${behind}`;
  const parts = [
    [planner, "until a planner opened it"],
    [overlap, `waiting for ${other} of the job to end`],
    [concurrency, "waiting for a place in its concurrency group"],
    [worker, "waiting for a worker"],
  ] as const;
  const told = parts.filter(([ms]) => ms >= WORTH_TELLING_MS || ms * 2 >= lateness.ms);
  const words = told.map(([ms, what]) => (told.length === 1 ? what : `${spanWords(ms)} ${what}`));
  return `it started ${spanWords(lateness.ms)} late, ${words.join(", ")}`;
}

/** The same as data. */
export function latenessData(lateness: Lateness | null): JsonObject {
  if (lateness === null) return {};
  const { ms, planner, overlap, concurrency, worker } = lateness;
  return { latenessMs: ms, lateness: { planner, overlap, concurrency, worker } };
}
