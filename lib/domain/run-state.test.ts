import { describe, expect, it } from "vitest";
import {
  ACTIVE_STATES,
  canCancel,
  canTransition,
  FINAL_STATES,
  isActive,
  isFinal,
  RUN_STATUSES,
  TRANSITIONS,
} from "./run-state.ts";

describe("run states", () => {
  it("are either active or final, never both", () => {
    for (const status of RUN_STATUSES) expect(isActive(status)).toBe(!isFinal(status));
    expect(ACTIVE_STATES.length + FINAL_STATES.length).toBe(RUN_STATUSES.length);
  });

  it("have no way out of a final state", () => {
    for (const moves of Object.values(TRANSITIONS))
      for (const status of FINAL_STATES) expect(moves).not.toHaveProperty(status);
  });

  it("all can be reached, and every active one can be left for a final one", () => {
    const reached = Object.values(TRANSITIONS).flatMap((moves) => Object.values(moves).flat());
    expect(new Set(reached)).toEqual(new Set(RUN_STATUSES));
    for (const status of ACTIVE_STATES)
      expect(Object.values(TRANSITIONS).some((moves) => (moves[status] ?? []).some(isFinal))).toBe(
        true,
      );
  });
});

describe("transitions", () => {
  it.each([
    ["complete", "cancelling", "completed", true],
    ["fail", "cancelling", "failed", false],
    ["retry", "cancelling", "pending", false],
    ["lose", "cancelling", "pending", false],
    ["open", "none", "missed", true],
    ["open", "none", "running", false],
    ["claim", "pending", "running", true],
    ["claim", "running", "running", false],
  ] as const)("%s from %s to %s: %s", (name, from, to, allowed) => {
    expect(canTransition(name, from, to)).toBe(allowed);
  });

  it("let people cancel what waits or runs, once", () => {
    expect(RUN_STATUSES.filter(canCancel)).toEqual(["pending", "running"]);
  });
});
