const ERROR_RESPONSE = "E".charCodeAt(0);
const HEADER_BYTES = 5;

/** What a PostgreSQL server says before it closes a connection; `code` is the SQLSTATE. */
class LastWords extends Error {
  override readonly name = "LastWords";
  readonly code: string;

  constructor(message: string, code: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Parts a piece of the stream from the FATAL or PANIC error it ends with (protocol 3, ErrorResponse); null when it
 * does not. Servers send what they have together, so a piece begins where a message does.
 */
export function partLastWords(bytes: unknown): { before: Buffer; words: LastWords } | null {
  if (!Buffer.isBuffer(bytes)) return null;
  let start = 0;
  let end = endOfMessage(bytes, start);
  while (end < bytes.length) {
    start = end;
    end = endOfMessage(bytes, start);
  }
  if (end !== bytes.length || bytes[start] !== ERROR_RESPONSE) return null;
  const words = readFatal(bytes.toString("utf8", start + HEADER_BYTES));
  return words === null ? null : { before: bytes.subarray(0, start), words };
}

/** A message is a letter, its length without the letter, and a body. Past the end when it is cut off. */
function endOfMessage(bytes: Buffer, start: number): number {
  if (bytes.length - start < HEADER_BYTES) return Number.POSITIVE_INFINITY;
  return start + 1 + Math.max(4, bytes.readUInt32BE(start + 1));
}

function readFatal(body: string): LastWords | null {
  const fields = body.split("\0");
  const field = (letter: string) => fields.find((text) => text.startsWith(letter))?.slice(1) ?? "";
  const isLast = field("V") === "FATAL" || field("V") === "PANIC";
  return isLast ? new LastWords(field("M"), field("C")) : null;
}
