import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FrameSplitter, type OutputStream } from "./frames.ts";
import { LineReader, LONGEST_LINE } from "./lines.ts";

function frame(stream: OutputStream, content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  const header = Buffer.alloc(8);
  header[0] = stream === "stderr" ? 2 : 1;
  header.writeUInt32BE(bytes.length, 4);
  return Buffer.concat([header, bytes]);
}

/** Cuts bytes into pieces of these lengths, over and over. */
function cut(bytes: Buffer, lengths: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0, n = 0; at < bytes.length; n += 1) {
    const length = lengths[n % lengths.length] ?? 1;
    pieces.push(bytes.subarray(at, at + length));
    at += length;
  }
  return pieces;
}

function split(pieces: readonly Buffer[]): Record<OutputStream, string> {
  const got = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  const splitter = new FrameSplitter((stream, bytes) => got[stream].push(bytes));
  for (const piece of pieces) splitter.push(piece);
  return {
    stdout: Buffer.concat(got.stdout).toString(),
    stderr: Buffer.concat(got.stderr).toString(),
  };
}

function read(pieces: readonly Buffer[]): string[] {
  const lines: string[] = [];
  const reader = new LineReader((line) => lines.push(line));
  for (const piece of pieces) reader.push(piece);
  reader.end();
  return lines;
}

describe("frames", () => {
  test("are told apart by stream, wherever the network cuts them", () => {
    const frames = fc.array(
      fc.tuple(fc.constantFrom<OutputStream>("stdout", "stderr"), fc.string({ unit: "grapheme" })),
    );
    const lengths = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1 });
    void fc.assert(
      fc.property(frames, lengths, (sent, cuts) => {
        const bytes = Buffer.concat(sent.map(([stream, text]) => frame(stream, text)));
        const of = (stream: OutputStream) =>
          sent.map(([of, text]) => (of === stream ? text : "")).join("");
        expect(split(cut(bytes, cuts))).toEqual({ stdout: of("stdout"), stderr: of("stderr") });
      }),
    );
  });

  test("without content are passed over", () => {
    expect(split([frame("stdout", ""), frame("stderr", "x"), frame("stdout", "")])).toEqual({
      stdout: "",
      stderr: "x",
    });
  });
});

describe("lines", () => {
  test("are the same wherever their bytes are cut", () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 });
    void fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme" })), lengths, (texts, cuts) => {
        const lines = texts.map((text) => text.replace(/[\r\n]/g, ""));
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(""));
        expect(read(cut(bytes, cuts))).toEqual(lines);
      }),
    );
  });

  test("lose the carriage return of their end, and the last one needs none", () => {
    expect(read([Buffer.from("a\r\n\nb\rc\nd")])).toEqual(["a", "", "b\rc", "d"]);
  });

  test("of bytes that are no text are readable all the same", () => {
    expect(read([Buffer.from([0x61, 0xff, 0x62, 0x0a, 0xc3])])).toEqual(["a\ufffdb", "\ufffd"]);
  });

  test("that never end come in pieces, none of which cuts a character in two", () => {
    const text = `${"x".repeat(LONGEST_LINE - 1)}🙂${"y".repeat(LONGEST_LINE)}\nend`;
    const lines = read(cut(Buffer.from(text), [4_096, 1]));
    expect(lines.slice(0, -1).join("")).toBe(text.slice(0, -4));
    expect(lines.at(-1)).toBe("end");
    expect(lines.every((line) => line.length <= LONGEST_LINE && line.isWellFormed())).toBe(true);
  });
});
