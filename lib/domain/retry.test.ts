import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_POLICIES } from "./policies.ts";
import { isRetryableCode, isRetryableStatus, retryDelaySeconds } from "./retry.ts";
import { ERROR_CODES } from "./run-state.ts";

const plain = { ...DEFAULT_POLICIES.retry, jitter: false };
const delay = (failures: number, more: Partial<Parameters<typeof retryDelaySeconds>[0]> = {}) =>
  retryDelaySeconds({ retry: plain, failures, random: 0, retryAfterSeconds: null, ...more });

describe("retryDelaySeconds", () => {
  it("doubles from 10 s to the cap of an hour", () => {
    expect([1, 2, 3, 9, 10, 5000].map((failures) => delay(failures))).toEqual([
      10, 20, 40, 2560, 3600, 3600,
    ]);
  });

  it("stays the same with fixed backoff", () => {
    const retry = { ...plain, backoff: "fixed" } as const;
    expect([1, 2, 7].map((failures) => delay(failures, { retry }))).toEqual([10, 10, 10]);
  });

  it("is half fixed and half random with jitter", () => {
    const retry = { ...plain, jitter: true };
    expect(delay(1, { retry, random: 0 })).toBe(5);
    expect(delay(1, { retry, random: 0.5 })).toBe(7.5);
    expect(delay(1, { retry, random: 1 })).toBe(10);
  });

  it("is never shorter than Retry-After, which counts up to an hour", () => {
    expect(delay(1, { retryAfterSeconds: 90 })).toBe(90);
    expect(delay(4, { retryAfterSeconds: 5 })).toBe(80);
    expect(delay(1, { retryAfterSeconds: 86_400 })).toBe(3600);
  });

  it("lies between half the capped backoff and the cap, whatever is drawn", () => {
    const retry = fc.record({
      maxAttempts: fc.constant(3),
      backoff: fc.constantFrom("fixed" as const, "exponential" as const),
      delaySeconds: fc.integer({ min: 0, max: 3600 }),
      maxDelaySeconds: fc.integer({ min: 0, max: 604_800 }),
      jitter: fc.boolean(),
    });
    const random = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(retry, random, fc.integer({ min: 1, max: 100 }), (policy, drawn, failures) => {
        const input = { failures, random: drawn, retryAfterSeconds: null };
        const seconds = retryDelaySeconds({ ...input, retry: policy });
        const full = retryDelaySeconds({ ...input, retry: { ...policy, jitter: false } });
        expect(seconds).toBeLessThanOrEqual(policy.maxDelaySeconds);
        expect(seconds).toBeGreaterThanOrEqual(full / 2);
      }),
    );
  });
});

describe("what is tried again", () => {
  it("is what may pass by itself", () => {
    expect(ERROR_CODES.filter(isRetryableCode)).toEqual([
      "timeout",
      "dns",
      "refused",
      "tls",
      "network",
      "smtp_temporary",
      "image",
      "exit_code",
      "worker_error",
    ]);
  });

  it("includes 408, 425, 429 and every 5xx, and no other status", () => {
    const again = [200, 301, 400, 404, 408, 422, 425, 429, 500, 503, 599].filter(isRetryableStatus);
    expect(again).toEqual([408, 425, 429, 500, 503, 599]);
  });
});
