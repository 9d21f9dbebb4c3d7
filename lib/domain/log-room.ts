/** Bytes of an attempt's log that are kept. */
export const KEPT_LOG_BYTES = 1_048_576;

/** Stands, as a line of the system, where a log was cut. */
export const LOG_CUT = "The log was cut here: it is longer than 1 MiB.";

/** Characters of a line that are kept. */
export const LONGEST_LOG_LINE = 16_384;

/** A line that somebody wants in a log. */
type Line = { readonly stream: "stdout" | "stderr" | "system"; readonly text: string };

/** What a line takes of the room of its log: its bytes and a line end. */
export function logBytes({ text }: Pick<Line, "text">): number {
  return new TextEncoder().encode(text).length + 1;
}

/** Of further lines of a log in which `before` bytes stand those that fit, and then one that says that it was cut. */
export function fitLog<L extends Line>(lines: readonly L[], before: number): L[] {
  const kept: L[] = [];
  let bytes = before;
  for (const line of lines) {
    if (bytes > KEPT_LOG_BYTES) return kept;
    bytes += logBytes(line);
    kept.push(bytes > KEPT_LOG_BYTES ? { ...line, stream: "system", text: LOG_CUT } : line);
  }
  return kept;
}
