import { describe, expect, it } from "vitest";
import { KEPT_BYTES, READ_BYTES, readBody, showBody } from "./body.ts";

function show(content: string | Uint8Array, contentType = "text/plain") {
  const start = Buffer.from(content);
  return showBody({ start, bytes: start.length, isTooLarge: false }, contentType);
}

async function* chunksOf(size: number, count: number) {
  for (let sent = 0; sent < count; sent++) yield Buffer.alloc(size, "x");
}

describe("reading", () => {
  it("keeps the first 64 KiB and counts the rest", async () => {
    const body = await readBody(chunksOf(50_000, 3));
    expect(body.start).toHaveLength(KEPT_BYTES);
    expect(body).toMatchObject({ bytes: 150_000, isTooLarge: false });
  });

  it("stops behind 10 MiB and not before", async () => {
    const atLimit = await readBody(chunksOf(READ_BYTES / 10, 10));
    expect(atLimit).toMatchObject({ bytes: READ_BYTES, isTooLarge: false });
    const beyond = await readBody(chunksOf(READ_BYTES / 10, 1000));
    expect(beyond).toMatchObject({ bytes: READ_BYTES * 1.1, isTooLarge: true });
  });
});

describe("showing", () => {
  it("gives null for no body", () => {
    expect(show("")).toEqual({ body: null, truncated: false });
  });

  it.each(["application/json", "application/problem+json; charset=utf-8", "APPLICATION/JSON"])(
    "parses %s",
    (type) => {
      expect(show('\ufeff{"a":[1,null]}', type)).toEqual({
        body: { a: [1, null] },
        truncated: false,
      });
    },
  );

  it("leaves as text what is not JSON or not said to be", () => {
    expect(show('{"a":1', "application/json").body).toBe('{"a":1');
    expect(show('{"a":1}').body).toBe('{"a":1}');
    expect(show('{"a":1}', "application/jsonlines").body).toBe('{"a":1}');
  });

  it("leaves as text what is nested without end", () => {
    const deep = "[".repeat(30_000) + "]".repeat(30_000);
    expect(show(deep, "application/json").body).toBe(deep);
  });

  it("replaces NUL and lone surrogates in text, JSON strings and keys", () => {
    expect(show("a\0b").body).toBe("a\ufffdb");
    const json = '{"k\\u0000":"a\\u0000b\\ud800","__proto__":{"x":"\\udc00"}}';
    const { body } = show(json, "application/json");
    expect(JSON.stringify(body)).toBe('{"k\ufffd":"a\ufffdb\ufffd","__proto__":{"x":"\ufffd"}}');
    expect(Object.getPrototypeOf(body)).toBe(Object.prototype);
  });

  it("shows bytes that are no text without control characters", () => {
    const { body } = show(
      Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0xff]),
    );
    expect(body).toBe("\ufffdPNG\r\n\ufffd\n\ufffd\ufffd");
  });

  it("reads the character set it is told, and UTF-8 when it does not know it", () => {
    expect(show(Uint8Array.from([0xe4]), "text/plain; charset=ISO-8859-1").body).toBe("ä");
    expect(show("ä", 'text/plain; charset="martian"').body).toBe("ä");
  });

  it("keeps no more than 64 KiB even where characters grow", () => {
    const { body, truncated } = show(Buffer.alloc(KEPT_BYTES, 0xff));
    expect(Buffer.byteLength(String(body))).toBeLessThanOrEqual(KEPT_BYTES);
    expect(truncated).toBe(true);
  });
});
