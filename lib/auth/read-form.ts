import { malformed, ServiceError } from "../domain/errors.ts";

const MOST_BYTES = 65_536;

/** The fields of a posted form, or of a JSON object, as texts. Throws `malformed` and `too_large`. */
export async function readForm(
  request: Request,
): Promise<Readonly<Record<string, string>> | undefined> {
  if (request.method !== "POST" || request.body === null) return undefined;
  const text = await readText(request.body);
  const type = request.headers.get("content-type") ?? "";
  if (!type.includes("application/json")) return Object.fromEntries(new URLSearchParams(text));
  const fields = Object.entries(objectIn(text));
  return Object.fromEntries(fields.map(([name, value]) => [name, String(value)]));
}

function objectIn(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value;
  } catch (error) {
    throw malformed("The body is not JSON.", error);
  }
  throw malformed("The body is not a JSON object.");
}

async function readText(body: ReadableStream<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body as unknown as AsyncIterable<Uint8Array>) {
    size += piece.byteLength;
    if (size > MOST_BYTES) throw new ServiceError("too_large", "The form is too large.");
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString("utf8");
}
