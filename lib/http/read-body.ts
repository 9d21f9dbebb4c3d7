import { malformed, ServiceError } from "../domain/errors.ts";

/** Largest body in bytes, where a call names no other. */
export const MAX_BODY_BYTES = 256 * 1024;

/** The content type is not one we read; answered 415. */
export class UnsupportedMediaType extends ServiceError {
  constructor(given: string) {
    super("malformed", `The body must be application/json, not ${JSON.stringify(given)}.`);
  }
}

/** A body as it came and as JSON. */
export type RequestBody = { readonly text: string; readonly value: unknown };

/**
 * Reads a JSON body of at most `most` bytes; an absent one counts as `{}`. Throws `too_large`, or `malformed` for what is
 * not UTF-8, not JSON or of another content type.
 */
export async function readBody(request: Request, most = MAX_BODY_BYTES): Promise<RequestBody> {
  const text = decode(await readBytes(request, most));
  if (text.trim() === "") return { text: "", value: {} };
  requireJson(request.headers);
  try {
    return { text, value: JSON.parse(text) as unknown };
  } catch (error) {
    throw malformed("The body is not JSON.", error);
  }
}

async function readBytes(request: Request, most: number): Promise<Uint8Array> {
  const announced = Number(request.headers.get("content-length") ?? 0);
  if (announced > most) throw tooLarge(most);
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > most) throw tooLarge(most);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

function tooLarge(most: number): ServiceError {
  return new ServiceError("too_large", `The body must not exceed ${most / 1024} KiB.`);
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw malformed("The body is not UTF-8.", error);
  }
}

function requireJson(headers: Headers): void {
  const given = headers.get("content-type") ?? "";
  const type = given.split(";")[0]?.trim().toLowerCase() ?? "";
  if (type !== "application/json" && !/^application\/[\w.-]+\+json$/.test(type)) {
    throw new UnsupportedMediaType(given);
  }
}
