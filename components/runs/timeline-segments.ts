import type { RunDetailView } from "../../lib/contracts/run.ts";
import type { AttemptOutcome } from "../../lib/domain/run-state.ts";

/** A stretch of a run's life. Instants are milliseconds since 1970. */
export type Segment = {
  readonly kind: "wait" | "retry" | "attempt";
  readonly label: string;
  readonly from: number;
  readonly to: number;
  /** How the attempt ended; null while it goes on. Absent for waiting. */
  readonly outcome?: AttemptOutcome | null;
};

type Input = Pick<RunDetailView, "scheduledFor" | "status" | "finishedAt" | "attempts">;

/** A run's life without gaps: waiting for its first start, each attempt, each wait for the next, up to its end or `now`. */
export function timelineSegments(run: Input, now: number): readonly Segment[] {
  const end = run.finishedAt === null ? now : Date.parse(run.finishedAt);
  const segments: Segment[] = [];
  let at = Date.parse(run.scheduledFor);
  const wait = (to: number) => {
    const retry = segments.some((segment) => segment.kind === "attempt");
    const label = retry ? "Waiting for the next attempt" : "Waiting to start";
    if (to > at) segments.push({ kind: retry ? "retry" : "wait", label, from: at, to });
    at = Math.max(at, to);
  };
  for (const attempt of run.attempts) {
    const from = Date.parse(attempt.startedAt);
    wait(from);
    const to = attempt.finishedAt === null ? Math.max(end, from) : Date.parse(attempt.finishedAt);
    segments.push({
      kind: "attempt",
      label: `Attempt ${attempt.attempt}`,
      from,
      to,
      outcome: attempt.outcome,
    });
    at = to;
  }
  wait(end);
  return segments;
}
