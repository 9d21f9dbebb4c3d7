import { describe, expect, it } from "vitest";
import { jsonText, logText, plain } from "./safe-text.ts";

const ESC = "\u001b";

describe("plain", () => {
  it("writes out what a terminal would obey", () => {
    expect(plain(`a${ESC}[31mb\u0007\u009b2J\u007f`)).toBe("a\\x1b[31mb\\x07\\x9b2J\\x7f");
    expect(plain("one\ntwo\r\tthree")).toBe("one\\ntwo\\r\\tthree");
  });

  it("writes out what turns text around or hides in it", () => {
    expect(plain("exe\u202egpj\u2028x\u200by\ufeff\ud800")).toBe(
      "exe\\u202egpj\\u2028x\\u200by\\ufeff\\ud800",
    );
  });

  it("leaves every other script alone", () => {
    expect(plain("Grüße 世界 👩‍💻 مرحبا")).toBe("Grüße 世界 👩‍💻 مرحبا");
  });
});

describe("logText", () => {
  it("keeps colours, ends them with the line, and refuses every other sequence", () => {
    expect(logText(`${ESC}[1;31mred${ESC}[2K${ESC}]8;;http://x${ESC}\\`, true)).toBe(
      `${ESC}[1;31mred\\x1b[2K\\x1b]8;;http://x\\x1b\\${ESC}[0m`,
    );
    expect(logText(`${ESC}[38:5:9mx`, true)).toBe(`${ESC}[38:5:9mx${ESC}[0m`);
  });

  it("leaves colours out where none are wanted", () => {
    expect(logText(`${ESC}[31mred${ESC}[0m!`, false)).toBe("red!");
  });

  it("refuses a sequence that leaving out another one would make", () => {
    expect(logText(`${ESC}${ESC}[0m[2Jx`, false)).toBe("\\x1b[2Jx");
    expect(logText(`${ESC}${ESC}[0m[2Jx`, true)).not.toContain(`${ESC}[2J`);
  });

  it("keeps tabs and drops the CR of a CRLF", () => {
    expect(logText("a\tb\rc\r", false)).toBe("a\tb\\rc");
  });
});

describe("jsonText", () => {
  it("is the same value, with nothing in it a terminal would obey", () => {
    const value = { text: `${ESC}\u009b\u007f\u202e\n世`, list: [1] };
    const text = jsonText(value);
    expect(JSON.parse(text)).toEqual(value);
    expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(jsonText(value, 0)).not.toContain("\n");
  });
});
