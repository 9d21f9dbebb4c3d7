import { describe, expect, it } from "vitest";
import { errorForLog } from "./logger.ts";

describe("an error in the log", () => {
  it("names its cause and code, and leaves the parameters of a statement out", () => {
    const cause = Object.assign(new Error("connection refused"), { code: "ECONNREFUSED" });
    const error = new Error('Failed query: select 1\nparams: {"password":"hunter22"}', { cause });
    const shown = errorForLog(error);
    expect(shown).toMatchObject({
      message: "Failed query: select 1",
      cause: { code: "ECONNREFUSED", message: "connection refused" },
    });
    expect(JSON.stringify(shown)).not.toContain("hunter22");
  });

  it("is short, however long the statement was", () => {
    const shown = errorForLog(new Error("x".repeat(100_000)));
    expect(JSON.stringify(shown).length).toBeLessThan(3_000);
  });
});
