/** Levels of nesting that are kept as structure; a deeper body stays text, since databases and screens recurse. */
const MAX_DEPTH = 64;

/** Text that any database and screen takes: NUL bytes and lone surrogates become U+FFFD. */
export function safeText(text: string): string {
  return text.replaceAll("\0", "\ufffd").toWellFormed();
}

/** A JSON value with safe keys and strings; undefined when it is nested too deeply. */
export function safeJson(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return safeText(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth >= MAX_DEPTH) return undefined;
  const isList = Array.isArray(value);
  const entries = Object.entries(value).map(
    ([key, each]) => [safeText(key), safeJson(each, depth + 1)] as const,
  );
  if (entries.some(([, each]) => each === undefined)) return undefined;
  return isList ? entries.map(([, each]) => each) : Object.fromEntries(entries);
}

/** The longest start of a text that fits into `limit` bytes of UTF-8 without cutting a character. */
export function clipToBytes(text: string, limit: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= limit) return text;
  return new TextDecoder().decode(bytes.subarray(0, limit), { stream: true });
}
