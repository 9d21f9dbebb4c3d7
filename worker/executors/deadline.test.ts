import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openDeadline } from "./deadline.ts";

describe("a deadline", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("comes after its time, in steps of a minute at most", () => {
    const timer = vi.spyOn(globalThis, "setTimeout");
    const deadline = openDeadline(new AbortController().signal, 150_000);
    vi.advanceTimersByTime(149_999);
    expect(deadline.cause()).toBeNull();
    vi.advanceTimersByTime(1);
    expect(deadline.cause()).toBe("timeout");
    expect(timer.mock.calls.map(([, ms]) => ms)).toEqual([60_000, 60_000, 30_000]);
  });

  it("never comes by itself without a timeout", () => {
    const deadline = openDeadline(new AbortController().signal, null);
    expect(vi.getTimerCount()).toBe(0);
    expect(deadline.cause()).toBeNull();
  });

  it.each(["cancelled", "lost", "shutdown", "timeout"] as const)("says it was %s", (cause) => {
    const runner = new AbortController();
    const deadline = openDeadline(runner.signal, 1000);
    runner.abort(cause);
    expect(deadline.signal.aborted).toBe(true);
    expect(deadline.cause()).toBe(cause);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("keeps the first cause", () => {
    const runner = new AbortController();
    const deadline = openDeadline(runner.signal, 1000);
    vi.advanceTimersByTime(1000);
    runner.abort("cancelled");
    expect(deadline.cause()).toBe("timeout");
  });

  it("takes an end without a known cause as a lost lease", () => {
    expect(openDeadline(AbortSignal.abort(), 1000).cause()).toBe("lost");
  });

  it("leaves no timer when it is closed", () => {
    openDeadline(new AbortController().signal, 1000).close();
    expect(vi.getTimerCount()).toBe(0);
  });
});
