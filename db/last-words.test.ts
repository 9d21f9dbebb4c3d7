import { describe, expect, it } from "vitest";
import { partLastWords } from "./last-words.ts";

function errorResponse(severity: string): Buffer {
  const fields = [
    `S${severity}`,
    `V${severity}`,
    "C57P01",
    "Mterminating connection due to administrator command",
    "Fpostgres.c",
  ];
  const body = Buffer.from(`${fields.join("\0")}\0\0`);
  const head = Buffer.from("E0000");
  head.writeUInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

describe("the last words of a server", () => {
  it.each(["FATAL", "PANIC"])("are a %s error with its code", (severity) => {
    expect(partLastWords(errorResponse(severity))).toMatchObject({
      before: Buffer.alloc(0),
      words: {
        code: "57P01",
        message: "terminating connection due to administrator command",
      },
    });
  });

  it("are parted from what comes before them", () => {
    const ready = Buffer.from("Z\0\0\0\u0005I");
    const parted = partLastWords(Buffer.concat([ready, ready, errorResponse("FATAL")]));
    expect(parted?.before).toEqual(Buffer.concat([ready, ready]));
    expect(parted?.words.code).toBe("57P01");
  });

  it("are no error of a statement", () => {
    expect(partLastWords(errorResponse("ERROR"))).toBeNull();
  });

  it.each([
    ["a piece of one", errorResponse("FATAL").subarray(0, 20)],
    ["one with more behind it", Buffer.concat([errorResponse("FATAL"), Buffer.from("Z")])],
    ["something else", Buffer.from("Z\0\0\0\u0005I")],
    ["nothing", Buffer.alloc(0)],
    ["no bytes", undefined],
  ])("are not %s", (_what, bytes) => {
    expect(partLastWords(bytes)).toBeNull();
  });
});
