import type { ErrorCode } from "../../../lib/domain/run-state.ts";

/** Why a call came to nothing: a code and a sentence for people, without secrets and resolved addresses. */
export class HttpFault extends Error {
  override readonly name = "HttpFault";
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** One text for every refusal, so that the guard cannot be used to map the network behind it. */
export function blockedFault(): HttpFault {
  return new HttpFault(
    "blocked",
    "The target may not be called. Calls go to http and https URLs without credentials at public addresses; an administrator can allow internal ones.",
  );
}

const NETWORK_MESSAGES: Readonly<Record<string, string>> = {
  ECONNRESET: "The target closed the connection before its answer was complete.",
  EPIPE: "The target closed the connection while the request was being sent.",
  UND_ERR_SOCKET: "The target closed the connection before its answer was complete.",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "The answer was shorter or longer than it said.",
  ETIMEDOUT: "No connection to the target could be made.",
  EHOSTUNREACH: "There is no route to the target.",
  ENETUNREACH: "There is no route to the target's network.",
};

/** The codes of an error, its causes and the attempts it sums up. */
function codesOf(error: unknown, depth = 0): readonly string[] {
  if (!(error instanceof Error) || depth > 4) return [];
  const own = "code" in error && typeof error.code === "string" ? [error.code] : [];
  const attempts = error instanceof AggregateError ? error.errors : [];
  const inner = [...attempts, error.cause].flatMap((each) => codesOf(each, depth + 1));
  return [...own, ...inner];
}

function isTlsCode(code: string): boolean {
  return code === "EPROTO" || code.startsWith("ERR_SSL_") || code.startsWith("ERR_TLS_");
}

/** Names what a thrown error means for the run; an error nobody foresaw is a network fault. */
export function faultOf(error: unknown): HttpFault {
  if (error instanceof HttpFault) return error;
  const codes = codesOf(error);
  const options = { cause: error };
  if (codes.includes("ECONNREFUSED")) {
    return new HttpFault("refused", "The target refused the connection.", options);
  }
  if (codes.includes("UND_ERR_HEADERS_OVERFLOW")) {
    return new HttpFault("too_large", "The headers of the answer are too large.", options);
  }
  if (codes.some(isTlsCode)) {
    return new HttpFault("tls", "The encrypted connection to the target broke.", options);
  }
  if (codes.some((code) => code.startsWith("HPE_"))) {
    return new HttpFault("network", "The target's answer is not valid HTTP.", options);
  }
  const known = codes.map((code) => NETWORK_MESSAGES[code]).find((text) => text !== undefined);
  return new HttpFault("network", known ?? "The connection to the target failed.", options);
}
