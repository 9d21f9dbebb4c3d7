import { describe, expect, it } from "vitest";
import { fitLog, KEPT_LOG_BYTES, LOG_CUT, logBytes } from "./log-room.ts";

const line = (text: string) => ({ stream: "stdout", text }) as const;

describe("the room of a log", () => {
  it("counts bytes, not characters, and the end of the line", () => {
    expect(logBytes(line("äh"))).toBe(4);
    expect(logBytes(line(""))).toBe(1);
  });

  it("takes what fits exactly", () => {
    const lines = [line("a"), line("b")];
    expect(fitLog(lines, KEPT_LOG_BYTES - 4)).toEqual(lines);
  });

  it("says once where it was cut, and takes nothing any more", () => {
    const lines = [line("a"), line("b"), line("c")];
    const cut = { stream: "system", text: LOG_CUT };
    expect(fitLog(lines, KEPT_LOG_BYTES - 3)).toEqual([line("a"), cut]);
    expect(fitLog(lines, KEPT_LOG_BYTES)).toEqual([cut]);
    expect(fitLog(lines, KEPT_LOG_BYTES + 1)).toEqual([]);
  });
});
