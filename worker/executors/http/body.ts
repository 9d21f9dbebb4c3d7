import { isDeeperThan, type JsonValue } from "../../../lib/domain/json.ts";
import { replaceUnstorable, replaceUnstorableDeep } from "../../../lib/domain/sanitize.ts";

/** Bytes of a body that are kept in a result. */
export const KEPT_BYTES = 64 * 1024;

/** Bytes of a body that are read at most. */
export const READ_BYTES = 10 * 1024 * 1024;

/** The start of a body, how much of it was read, and whether that was more than we read of any. */
export type ReadBody = {
  readonly start: Buffer;
  readonly bytes: number;
  readonly isTooLarge: boolean;
};

/** Reads a body to its end or to the limit, holding no more than the part that is kept. */
export async function readBody(chunks: AsyncIterable<Buffer>): Promise<ReadBody> {
  const kept: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    const room = KEPT_BYTES - bytes;
    if (room > 0) kept.push(chunk.length > room ? Buffer.from(chunk.subarray(0, room)) : chunk);
    bytes += chunk.length;
    if (bytes > READ_BYTES) break;
  }
  return { start: Buffer.concat(kept), bytes, isTooLarge: bytes > READ_BYTES };
}

/** A body as a result shows it: parsed JSON, text, or null when there was none. */
export type ShownBody = { readonly body: JsonValue; readonly truncated: boolean };

function decoderFor(contentType: string, options?: { readonly fatal: boolean }): TextDecoder {
  const charset = /;\s*charset="?([^\s;"]+)/i.exec(contentType)?.[1] ?? "utf-8";
  try {
    return new TextDecoder(charset, options);
  } catch {
    return new TextDecoder("utf-8", options);
  }
}

/** In what was never text: anything but printable characters, tab and line ends. */
const NOISE = /[^\t\n\r\P{Cc}]/gu;

function textOf(read: ReadBody, contentType: string): string {
  // A character cut by the limit is left out rather than shown broken.
  const stream = read.bytes > read.start.length;
  try {
    return decoderFor(contentType, { fatal: true }).decode(read.start, { stream });
  } catch {
    return decoderFor(contentType).decode(read.start, { stream }).replace(NOISE, "\ufffd");
  }
}

/** Levels of nesting that are kept as structure; deeper bodies stay text, since databases and screens recurse. */
const MAX_DEPTH = 64;

function parseJson(text: string): JsonValue | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isDeeperThan(value, MAX_DEPTH) ? undefined : replaceUnstorableDeep(value, MAX_DEPTH);
  } catch {
    return undefined;
  }
}

/** The longest start of a text that fits into `limit` bytes of UTF-8 without cutting a character. */
function clipToBytes(text: string, limit: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= limit) return text;
  return new TextDecoder().decode(bytes.subarray(0, limit), { stream: true });
}

const JSON_TYPE = /^[^;]*[/+]json\s*(;|$)/i;

/** What a result keeps of a body: at most 64 KiB; JSON is parsed when it is whole, valid and said to be JSON. */
export function showBody(read: ReadBody, contentType: string): ShownBody {
  if (read.bytes === 0) return { body: null, truncated: false };
  const text = textOf(read, contentType);
  const isCut = read.bytes > read.start.length;
  const json = !isCut && JSON_TYPE.test(contentType) ? parseJson(text) : undefined;
  if (json !== undefined) return { body: json, truncated: false };
  // Replacement characters take three bytes for one, so the text can outgrow the bytes it came from.
  const shown = clipToBytes(replaceUnstorable(text), KEPT_BYTES);
  return { body: shown, truncated: isCut || shown.length < text.length };
}
