import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ActiveRun, decideOverlap, MAX_HELD_RUNS } from "./overlap.ts";
import { OVERLAP_POLICIES, type OverlapPolicy } from "./policies.ts";

const run = (id: string): ActiveRun => ({ id, held: false });
const held = (id: string): ActiveRun => ({ id, held: true });
const decide = (
  policy: OverlapPolicy,
  active: readonly ActiveRun[],
  { limit = null, catchUp = false }: { limit?: number | null; catchUp?: boolean } = {},
) => decideOverlap({ policy, active, maxConcurrentRuns: limit, catchUp });

describe("decideOverlap", () => {
  it.each(OVERLAP_POLICIES)("opens with %s when nothing is active", (policy) => {
    expect(decide(policy, [])).toEqual({ verdict: "open" });
    expect(decide(policy, [], { catchUp: true })).toEqual({ verdict: "open" });
  });

  it.each(OVERLAP_POLICIES)("opens with %s below the limit", (policy) => {
    expect(decide(policy, [run("a"), run("b")], { limit: 3 })).toEqual({ verdict: "open" });
  });

  it("allows any number without a limit, and holds at the limit", () => {
    const many = Array.from({ length: 50 }, (_, at) => run(`${at}`));
    expect(decide("allow", many)).toEqual({ verdict: "open" });
    expect(decide("allow", [run("a"), run("b")], { limit: 2 })).toEqual({
      verdict: "hold",
      behind: "a",
    });
  });

  it("skips and names the run in the way, not one that waits itself", () => {
    expect(decide("skip", [held("w"), run("a")])).toEqual({
      verdict: "skip",
      rule: null,
      inTheWay: "a",
    });
  });

  it("queues one: the one that waits stays", () => {
    expect(decide("queue_one", [run("a")])).toEqual({ verdict: "hold", behind: "a" });
    expect(decide("queue_one", [run("a"), held("w")])).toEqual({
      verdict: "skip",
      rule: null,
      inTheWay: "w",
    });
  });

  it("queues all, each behind the one before it, up to a thousand held", () => {
    expect(decide("queue_all", [run("a"), held("b")])).toEqual({ verdict: "hold", behind: "b" });
    const queue = Array.from({ length: MAX_HELD_RUNS }, (_, at) => held(`${at}`));
    expect(decide("queue_all", [run("a"), ...queue.slice(1)])).toMatchObject({ verdict: "hold" });
    expect(decide("queue_all", [run("a"), ...queue])).toEqual({
      verdict: "skip",
      rule: "queue_full",
      inTheWay: "a",
    });
  });

  it("neither counts runs of a backfill in that queue nor keeps them out of it (B1)", () => {
    const own = Array.from({ length: MAX_HELD_RUNS }, (_, at) => held(`${at}`));
    const ofBackfill = own.map((one) => ({ ...one, ofBackfill: true }));
    expect(decide("queue_all", [run("a"), ...ofBackfill])).toMatchObject({ verdict: "hold" });
    const input = { policy: "queue_all", maxConcurrentRuns: null, catchUp: false } as const;
    const verdict = decideOverlap({ ...input, active: [run("a"), ...own], ofBackfill: true });
    expect(verdict).toMatchObject({ verdict: "hold" });
  });

  it("cancels every active run, held ones too", () => {
    expect(decide("cancel_previous", [run("a"), held("b")])).toEqual({
      verdict: "cancel_previous",
      cancel: ["a", "b"],
      behind: "a",
    });
  });

  it("holds catch-up runs one behind the other, whatever the limit, except under allow", () => {
    for (const policy of OVERLAP_POLICIES) {
      const verdict = decide(policy, [run("a"), held("b")], { limit: 5, catchUp: true });
      expect(verdict).toEqual(
        policy === "allow" ? { verdict: "open" } : { verdict: "hold", behind: "b" },
      );
    }
  });

  it("never opens beyond the limit", () => {
    const active = fc.array(fc.record({ id: fc.uuid(), held: fc.boolean() }), { maxLength: 12 });
    const limits = fc.option(fc.integer({ min: 1, max: 12 }));
    fc.assert(
      fc.property(
        fc.constantFrom(...OVERLAP_POLICIES),
        active,
        limits,
        fc.boolean(),
        (policy, runs, limit, catchUp) => {
          const most = limit ?? (policy === "allow" ? Number.POSITIVE_INFINITY : 1);
          const { verdict } = decide(policy, runs, { limit, catchUp });
          if (runs.length >= most) expect(verdict).not.toBe("open");
          if (runs.length === 0) expect(verdict).toBe("open");
        },
      ),
    );
  });
});
