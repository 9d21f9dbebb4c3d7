import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { enterGroup, type GroupState, leaveQueue, type Newcomer } from "./concurrency.ts";

const EMPTY: GroupState = { taken: 0, oldest: null, next: null };
const newcomer = (id: string, limit: number, priority = 0): Newcomer => ({ id, limit, priority });
const waiting = (state: GroupState, ...newcomers: Newcomer[]) =>
  Object.fromEntries(enterGroup(state, newcomers));

describe("enterGroup", () => {
  it("gives places in order until the limit, and names the run that has the first", () => {
    expect(waiting(EMPTY, newcomer("a", 2), newcomer("b", 2), newcomer("c", 2))).toEqual({
      c: { behind: "a", taken: 2 },
    });
    expect(waiting({ taken: 2, oldest: "x", next: null }, newcomer("a", 2))).toEqual({
      a: { behind: "x", taken: 2 },
    });
  });

  it("gives them to the more urgent first", () => {
    const all = [newcomer("a", 1), newcomer("b", 1, 5), newcomer("c", 1, 5)];
    expect(waiting(EMPTY, ...all)).toEqual({
      a: { behind: "b", taken: 1 },
      c: { behind: "b", taken: 1 },
    });
  });

  it("asks each by the limit of its own job", () => {
    expect(
      waiting({ taken: 2, oldest: "x", next: null }, newcomer("a", 2), newcomer("b", 3)),
    ).toEqual({ a: { behind: "x", taken: 2 } });
  });

  it("lets nobody overtake a run that is about to go", () => {
    expect(waiting({ taken: 1, oldest: "x", next: "w" }, newcomer("a", 9))).toEqual({
      a: { behind: "x", taken: 1 },
    });
    expect(waiting({ taken: 0, oldest: null, next: "w" }, newcomer("a", 9))).toEqual({
      a: { behind: "w", taken: 0 },
    });
  });

  it("never gives more places than any of those that got one allows", () => {
    const one = fc.record({
      limit: fc.integer({ min: 1, max: 6 }),
      priority: fc.integer({ min: -2, max: 2 }),
    });
    fc.assert(
      fc.property(fc.nat(6), fc.array(one, { maxLength: 12 }), (taken, all) => {
        const newcomers = all.map((each, at) => ({ ...each, id: `${at}` }));
        const state = { taken, oldest: taken > 0 ? "x" : null, next: null };
        const held = enterGroup(state, newcomers);
        const got = newcomers.filter(({ id }) => !held.has(id));
        const most = Math.max(...got.map(({ limit }) => limit));
        expect(got.length === 0 || taken + got.length <= most).toBe(true);
        for (const { id, limit } of newcomers)
          if (held.has(id)) expect(held.get(id)?.taken).toBeGreaterThanOrEqual(limit);
      }),
    );
  });
});

describe("leaveQueue", () => {
  it("lets go in order while there are places", () => {
    const runs = ["a", "b", "c"].map((id) => ({ id, limit: 3 }));
    expect(leaveQueue(1, runs).map(({ id }) => id)).toEqual(["a", "b"]);
    expect(leaveQueue(3, runs)).toEqual([]);
  });

  it("passes by one whose own limit is reached", () => {
    const runs = [
      { id: "a", limit: 1 },
      { id: "b", limit: 2 },
    ];
    expect(leaveQueue(1, runs).map(({ id }) => id)).toEqual(["b"]);
  });
});
