import { describe, expect, it } from "vitest";
import { type AttemptReport, decideFinish, type FinishInput } from "./outcome.ts";
import { DEFAULT_POLICIES } from "./policies.ts";
import { canTransition, type RunStatus, type TransitionName } from "./run-state.ts";

const retry = { ...DEFAULT_POLICIES.retry, jitter: false };
const failed = (
  more: Partial<Extract<AttemptReport, { outcome: "failed" }>> = {},
): AttemptReport => ({
  outcome: "failed",
  error: { code: "network", message: "reset" },
  retryable: null,
  retryAfterSeconds: null,
  ...more,
});
const timedOut: AttemptReport = {
  outcome: "timed_out",
  error: { code: "timeout", message: "took too long" },
};
const decide = (report: AttemptReport, more: Partial<FinishInput> = {}) =>
  decideFinish({
    report,
    cancelling: false,
    failuresCharged: 0,
    lostCount: 0,
    policies: { retry, onWorkerLost: "retry" },
    random: 0.5,
    ...more,
  });

describe("an attempt that completed", () => {
  it("completes the run, also while it is being cancelled", () => {
    expect(decide({ outcome: "completed" })).toEqual({ transition: "complete" });
    expect(decide({ outcome: "completed" }, { cancelling: true })).toEqual({
      transition: "complete",
    });
  });
});

describe("an attempt that failed", () => {
  it("is tried again while attempts are left", () => {
    expect(decide(failed())).toMatchObject({ transition: "retry", delaySeconds: 10 });
    expect(decide(failed(), { failuresCharged: 1 })).toMatchObject({ delaySeconds: 20 });
    expect(decide(failed(), { failuresCharged: 2 })).toMatchObject({ transition: "fail" });
  });

  it("does not count losses as attempts", () => {
    expect(decide(failed(), { lostCount: 2 })).toMatchObject({ transition: "retry" });
  });

  it("is not tried again when its code or its reporter says so", () => {
    const blocked = { code: "blocked", message: "not allowed" } as const;
    expect(decide(failed({ error: blocked }))).toEqual({ transition: "fail", error: blocked });
    expect(decide(failed({ retryable: false }))).toMatchObject({ transition: "fail" });
    const status = { code: "status", message: "503" } as const;
    expect(decide(failed({ error: status, retryable: true }))).toMatchObject({
      transition: "retry",
    });
  });

  it("waits as long as the target asked", () => {
    expect(decide(failed({ retryAfterSeconds: 120 }))).toMatchObject({ delaySeconds: 120 });
  });

  it("confirms a cancel and is never tried again then", () => {
    for (const report of [failed(), timedOut])
      expect(decide(report, { cancelling: true })).toEqual({ transition: "confirm_cancel" });
  });
});

describe("an attempt that timed out", () => {
  it("follows the retry rules", () => {
    expect(decide(timedOut)).toMatchObject({ transition: "retry", delaySeconds: 10 });
    expect(decide(timedOut, { failuresCharged: 2 })).toMatchObject({
      transition: "fail",
      error: { code: "timeout" },
    });
  });
});

describe("an attempt whose worker was lost", () => {
  const lost: AttemptReport = { outcome: "lost" };

  it("is given back twice and fails at the third loss", () => {
    const decisions = [0, 1, 2].map((lostCount) => decide(lost, { lostCount }).transition);
    expect(decisions).toEqual(["lose", "lose", "fail"]);
    expect(decide(lost, { lostCount: 2 })).toMatchObject({ error: { code: "worker_lost" } });
  });

  it("is not charged to the attempts", () => {
    expect(decide(lost, { failuresCharged: 2 })).toEqual({ transition: "lose" });
  });

  it("fails at once where a second start is not allowed", () => {
    const policies = { retry, onWorkerLost: "fail" } as const;
    expect(decide(lost, { policies })).toMatchObject({
      transition: "fail",
      error: { code: "worker_lost" },
    });
  });

  it("ends a run that was being cancelled as cancelled by force", () => {
    expect(decide(lost, { cancelling: true })).toEqual({
      transition: "force_cancel",
      reason: "force",
    });
  });
});

describe("an attempt reported as cancelled", () => {
  it("confirms the request", () => {
    expect(decide({ outcome: "cancelled" }, { cancelling: true })).toEqual({
      transition: "confirm_cancel",
    });
  });

  it("fails the run when nobody had asked", () => {
    expect(decide({ outcome: "cancelled" })).toMatchObject({
      transition: "fail",
      error: { code: "worker_error" },
    });
  });
});

describe("every decision", () => {
  const target: { readonly [Name in TransitionName]?: RunStatus } = {
    complete: "completed",
    retry: "pending",
    fail: "failed",
    confirm_cancel: "cancelled",
    force_cancel: "cancelled",
    lose: "pending",
  };

  it("is a transition the state allows", () => {
    const reports = [
      { outcome: "completed" },
      failed(),
      timedOut,
      { outcome: "cancelled" },
      { outcome: "lost" },
    ] as const;
    for (const report of reports)
      for (const cancelling of [true, false])
        for (const used of [0, 2]) {
          const { transition } = decide(report, {
            cancelling,
            failuresCharged: used,
            lostCount: used,
          });
          const from = cancelling ? "cancelling" : "running";
          expect(canTransition(transition, from, target[transition] ?? "missed")).toBe(true);
        }
  });
});
