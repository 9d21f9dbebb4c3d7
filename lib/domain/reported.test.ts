import { describe, expect, it } from "vitest";
import { jsonSize } from "./json.ts";
import { attemptReport, keptResult, RESULT_BYTES } from "./reported.ts";

describe("a reported result", () => {
  it("is kept whole up to 64 KiB", () => {
    const whole = { text: "x".repeat(RESULT_BYTES - 11) };
    expect(jsonSize(whole)).toBe(RESULT_BYTES);
    expect(keptResult(whole)).toBe(whole);
    expect(keptResult(null)).toBe(null);
  });

  it.each([
    ["plain text", "x".repeat(200_000)],
    ["quotes, which are escaped twice", '"'.repeat(100_000)],
    ["control characters", "\u0001".repeat(100_000)],
    ["characters of four bytes", "🙂".repeat(50_000)],
    ["a long list", Array.from({ length: 50_000 }, (_, n) => n)],
  ])("is cut beyond that, and says so: %s", (_, result) => {
    const kept = keptResult(result) as { truncated: boolean; bytes: number; text: string };
    expect(kept.truncated).toBe(true);
    expect(kept.bytes).toBe(jsonSize(result));
    expect(jsonSize(kept)).toBeLessThanOrEqual(RESULT_BYTES);
    expect(jsonSize(kept)).toBeGreaterThan(RESULT_BYTES * 0.7);
    expect(kept.text.isWellFormed()).toBe(true);
    expect(JSON.stringify(result).startsWith(kept.text.slice(0, 20_000))).toBe(true);
  });
});

describe("a reported failure", () => {
  it.each([
    ["boom", "worker_error", "boom"],
    [{ message: " boom " }, "worker_error", "boom"],
    [{ code: "exit_code", message: "It ended with 3." }, "exit_code", "It ended with 3."],
    [{ code: "E42", message: "boom" }, "worker_error", "E42: boom"],
    [{ code: "E42" }, "worker_error", "E42"],
    [null, "worker_error", "The worker reported a failure and said no more."],
    [undefined, "worker_error", "The worker reported a failure and said no more."],
    [{}, "worker_error", "The worker reported a failure and said no more."],
  ])("says what went wrong: %j", (error, code, message) => {
    expect(attemptReport({ status: "failed", error })).toMatchObject({
      outcome: "failed",
      error: { code, message },
      retryable: null,
    });
  });

  it("hands on what the worker knows about trying again", () => {
    expect(attemptReport({ status: "failed", retryable: false })).toMatchObject({
      retryable: false,
    });
  });

  it("is asked for an error only when it failed", () => {
    expect(attemptReport({ status: "completed", error: "x" })).toEqual({ outcome: "completed" });
    expect(attemptReport({ status: "cancelled" })).toEqual({ outcome: "cancelled" });
  });
});
