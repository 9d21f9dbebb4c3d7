import { isRecord } from "./json.ts";

/** The engine answered that it would not, or could not. */
export class EngineRefusal extends Error {
  override readonly name = "EngineRefusal";
  readonly status: number;
  /** What the engine said. */
  readonly said: string;

  constructor(what: string, status: number, said: string) {
    super(`The container engine could not ${what}: ${said} (${status})`);
    this.status = status;
    this.said = said;
  }
}

/** The engine cannot be reached, or broke off in the middle. */
export class EngineAway extends Error {
  override readonly name = "EngineAway";
}

/** What an error of a connection means. */
export function engineAway(cause: unknown): EngineAway {
  const reason = REASONS[codeOf(cause)] ?? "the connection broke";
  return new EngineAway(`The container engine cannot be reached: ${reason}.`, { cause });
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no socket at its address",
  ECONNREFUSED: "nobody listens at its address",
  EACCES: "this worker may not open its socket",
  ENOTFOUND: "the name of its host is not known",
  ETIMEDOUT: "it does not answer",
  UND_ERR_CONNECT_TIMEOUT: "its host does not answer",
  UND_ERR_HEADERS_TIMEOUT: "it does not answer",
  UND_ERR_BODY_TIMEOUT: "it does not answer",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another host",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is not trusted",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate is not trusted",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate is not trusted",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "its certificate is not trusted",
};

function codeOf(error: unknown): string {
  if (error instanceof Error && error.name === "TimeoutError") return "ETIMEDOUT";
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  if (isRecord(error) && typeof error["code"] === "string") return error["code"];
  return error instanceof Error && error.cause !== undefined ? codeOf(error.cause) : "";
}
