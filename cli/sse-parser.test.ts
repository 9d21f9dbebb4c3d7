import { expect, it } from "vitest";
import { StreamParser } from "./sse-parser.ts";

const STREAM =
  ": hello\r\n\r\nid: 1\r\nevent: line\r\ndata: a\r\ndata:b\r\n\r\ndata: c\n\nid: 7\n\ndata: cut";

it("reads messages however the stream is cut into pieces", () => {
  const expected = [
    { id: "1", event: "line", data: "a\nb" },
    { id: "1", event: "message", data: "c" },
  ];
  for (let size = 1; size <= STREAM.length; size += 1) {
    const parser = new StreamParser();
    const pieces = STREAM.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];
    expect(pieces.flatMap((piece) => parser.push(piece))).toEqual(expected);
    expect(parser.lastId).toBe("7");
  }
});
