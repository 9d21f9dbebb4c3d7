import type { Execution } from "../executor.ts";
import type { ContainerConfig } from "./config.ts";

const MIB = 1_048_576;
/** Set by us, whatever the configuration says. */
const OWN_VARIABLE = /^PUNCTUAL_/;
const TMP = "rw,nosuid,nodev,mode=1777,size=64m";
/** Of its log an engine keeps no more than this; a run's log ends long before. */
const LOG_ON_DISK = "128m";

/** Names of variables in the configuration that are the scheduler's to set. */
export function reservedVariables(env: ContainerConfig["env"]): readonly string[] {
  return Object.keys(env).filter((name) => OWN_VARIABLE.test(name));
}

/**
 * What the engine is asked to create. Everything that would widen what a container may do is left out or taken away:
 * there is no way from a configuration to privileges, mounts, devices, or the host's namespaces.
 */
export function containerSpec(
  config: ContainerConfig,
  image: string,
  {
    execution,
    labels,
  }: {
    readonly execution: Pick<Execution, "runId" | "attempt" | "scheduledFor">;
    readonly labels: Readonly<Record<string, string>>;
  },
): object {
  const memory = config.memoryMb * MIB;
  return {
    Image: image,
    ...commandOf(config.command),
    Env: envOf(config.env, execution),
    ...(config.workingDir === null ? {} : { WorkingDir: config.workingDir }),
    Labels: labels,
    AttachStdin: false,
    OpenStdin: false,
    Tty: false,
    HostConfig: {
      Memory: memory,
      // As much as memory means: no swap beside it.
      MemorySwap: memory,
      NanoCpus: Math.round(config.cpus * 1e9),
      PidsLimit: config.pidsLimit,
      NetworkMode: config.network,
      IpcMode: "private",
      Privileged: false,
      CapDrop: ["ALL"],
      SecurityOpt: ["no-new-privileges"],
      ReadonlyRootfs: config.readOnly,
      ...(config.readOnly ? { Tmpfs: { "/tmp": TMP } } : {}),
      RestartPolicy: { Name: "no" },
      AutoRemove: false,
      LogConfig: { Type: "json-file", Config: { "max-size": LOG_ON_DISK } },
    },
  };
}

/** A list takes the place of the image's arguments; a text also that of its entry point, which may not be a shell. */
function commandOf(command: ContainerConfig["command"]): object {
  if (command === null) return {};
  if (typeof command === "string") return { Entrypoint: ["/bin/sh", "-c"], Cmd: [command] };
  return { Cmd: command };
}

function envOf(
  env: ContainerConfig["env"],
  { runId, attempt, scheduledFor }: Pick<Execution, "runId" | "attempt" | "scheduledFor">,
): string[] {
  const own = {
    PUNCTUAL_RUN_ID: runId,
    PUNCTUAL_ATTEMPT: String(attempt),
    PUNCTUAL_SCHEDULED_FOR: new Date(scheduledFor).toISOString(),
  };
  const given = Object.entries(env).filter(([name]) => !OWN_VARIABLE.test(name));
  return [...given, ...Object.entries(own)].map(([name, value]) => `${name}=${value}`);
}
