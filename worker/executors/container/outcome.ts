import type { AbortCause, ExecutionOutcome } from "../executor.ts";
import type { ContainerConfig } from "./config.ts";
import type { ContainerFault } from "./fault.ts";
import type { ContainerState } from "./life.ts";

/** What a shell says of a program that SIGKILL ended. */
const KILLED = 137;

/** What the exit code makes of the attempt. */
export function outcomeOfExit(state: ContainerState, config: ContainerConfig): ExecutionOutcome {
  const { exitCode } = state;
  const result = { exitCode };
  if (exitCode === 0) return { outcome: "completed", result };
  return {
    outcome: "failed",
    error: { code: "exit_code", message: exitMessage(state, config) },
    retryable: true,
    retryAfterSeconds: null,
    result,
  };
}

function exitMessage({ exitCode, outOfMemory }: ContainerState, config: ContainerConfig): string {
  const limit = `its limit of ${config.memoryMb} MiB of memory`;
  if (outOfMemory) return `The container reached ${limit} and was killed (exit code ${exitCode}).`;
  if (exitCode === KILLED)
    return `The container was killed from outside (exit code ${exitCode}); most often that is the kernel, at ${limit}.`;
  return `The container ended with exit code ${exitCode}.`;
}

/** A run that came to nothing before its program could say so. */
export function outcomeOfFault(fault: ContainerFault): ExecutionOutcome {
  const { code, message, retryable, result } = fault;
  return {
    outcome: "failed",
    error: { code, message },
    retryable,
    retryAfterSeconds: null,
    ...(result === undefined ? {} : { result }),
  };
}

/** An attempt that was ended from outside; `timeoutMs` is the attempt's own timeout. */
export function outcomeOfCause(cause: AbortCause, timeoutMs: number | null): ExecutionOutcome {
  switch (cause) {
    case "cancelled":
      return { outcome: "cancelled" };
    case "timeout": {
      const within = timeoutMs === null ? "in time" : `within ${timeoutMs / 1000} s`;
      const message = `The container did not end ${within}.`;
      return { outcome: "timed_out", error: { code: "timeout", message }, retryable: true };
    }
    case "lost":
    case "shutdown":
      return { outcome: "abandoned", cause };
  }
}
