/** Codes of the drivers for a database that cannot be reached or does not take calls at the moment. */
const DRIVER_CODES = new Set([
  "CONNECTION_CLOSED",
  "CONNECTION_ENDED",
  "CONNECTION_DESTROYED",
  "CONNECT_TIMEOUT",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOENT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EPIPE",
  "ETIMEDOUT",
]);

/** SQLSTATE: connection trouble, no connections left, shutting down, cancelled by a time limit, conflicts of transactions. */
const SQL_STATES = /^(08...|53...|57P0[1-3]|57014|55P03|40001|40P01|25006)$/;

/** Whether an error, or what caused it, is that of a database out of reach: the same call may succeed a moment later. */
export function isUnavailable(error: unknown): boolean {
  for (let at = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth += 1) {
    const code = "code" in at ? at.code : undefined;
    if (typeof code === "string" && (DRIVER_CODES.has(code) || SQL_STATES.test(code))) return true;
    if (at instanceof AggregateError && at.errors.some(isUnavailable)) return true;
  }
  return false;
}
