import type { ErrorCode } from "../../../lib/domain/run-state.ts";
import { EngineAway, EngineRefusal } from "./engine-errors.ts";

/** Why a run came to nothing before its program could say so itself. */
export class ContainerFault extends Error {
  override readonly name = "ContainerFault";
  readonly code: ErrorCode;
  readonly retryable: boolean;
  /** For the attempt's result, where there is something to show. */
  readonly result: unknown;

  constructor(
    code: ErrorCode,
    message: string,
    options: ErrorOptions & { readonly retryable: boolean; readonly result?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable;
    this.result = options.result;
  }
}

/** The same of what an engine did: an error of the engine is not one of the program. Null for anything else. */
export function faultOf(error: unknown): ContainerFault | null {
  if (error instanceof ContainerFault) return error;
  if (error instanceof EngineAway)
    return new ContainerFault("network", error.message, { cause: error, retryable: true });
  if (!(error instanceof EngineRefusal)) return null;
  return new ContainerFault("worker_error", error.message, {
    cause: error,
    retryable: error.status >= 500,
  });
}
