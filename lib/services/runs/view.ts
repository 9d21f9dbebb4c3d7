import type { AttemptRow } from "../../../db/queries/attempts.ts";
import type { RunRow } from "../../../db/queries/runs.ts";
import type { AttemptView, RunView } from "../../contracts/run.ts";
import type { JsonObject } from "../../domain/json.ts";
import { isActive } from "../../domain/run-state.ts";
import { formatInstant } from "../../domain/schedule/moment.ts";

/** A run as the API shows it. */
export function runView(row: RunRow): RunView {
  return {
    id: row.id,
    jobId: row.jobId,
    jobKey: row.jobKey,
    jobName: row.jobName,
    jobVersion: row.jobVersion,
    project: row.project,
    templateId: row.templateId,
    templateVersion: row.templateVersion,
    trigger: row.trigger,
    scheduledFor: formatInstant(row.scheduledFor),
    scheduledUntil: instantOrNull(row.scheduledUntil),
    slotCount: row.slotCount,
    status: row.status,
    reason: row.reason,
    rule: row.rule as RunView["rule"],
    decision: row.decision,
    notes: row.notes ?? [],
    heldReason: row.heldReason,
    heldBy: row.heldBy,
    attempt: row.attempt,
    maxAttempts: row.maxAttempts,
    params: row.params,
    priority: row.priority,
    pool: row.pool,
    workerId: row.workerId,
    createdAt: formatInstant(row.createdAt),
    availableAt: instantOrNull(row.availableAt),
    startedAt: instantOrNull(row.startedAt),
    finishedAt: instantOrNull(row.finishedAt),
    durationMs: between(row.startedAt, row.finishedAt),
    latenessMs: row.latenessMs,
    heartbeatAt: instantOrNull(row.heartbeatAt),
    cancelRequestedAt: instantOrNull(row.cancelRequestedAt),
    progress: progressOf(row.progress),
    result: row.result,
    error: errorOf(row),
    rerunOf: row.rerunOf,
    backfillId: row.backfillId,
  };
}

/** The attempts of a run: those that ended, and the one under way, which stands in the run itself. */
export function attemptViews(row: RunRow, ended: readonly AttemptRow[]): AttemptView[] {
  return [...ended.map(attemptView), ...attemptUnderWay(row)];
}

function attemptView(row: AttemptRow): AttemptView {
  return {
    attempt: row.attempt,
    workerId: row.workerId,
    startedAt: formatInstant(row.startedAt),
    finishedAt: formatInstant(row.finishedAt),
    durationMs: between(row.startedAt, row.finishedAt),
    outcome: row.outcome,
    error: errorOf(row),
    result: row.result,
  };
}

function attemptUnderWay(row: RunRow): AttemptView[] {
  const { status, workerId, attemptStartedAt, attempt } = row;
  const isHeld = isActive(status) && status !== "pending";
  if (!isHeld || workerId === null || attemptStartedAt === null) return [];
  return [
    {
      attempt,
      workerId,
      startedAt: formatInstant(attemptStartedAt),
      finishedAt: null,
      durationMs: null,
      outcome: null,
      error: null,
      result: null,
    },
  ];
}

function errorOf(row: {
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
}): { code: string; message: string } | null {
  if (row.errorCode === null) return null;
  return { code: row.errorCode, message: row.errorMessage ?? "" };
}

function progressOf(progress: JsonObject | null): RunView["progress"] {
  if (progress === null) return null;
  const { percent, message } = progress;
  return {
    percent: typeof percent === "number" ? percent : null,
    message: typeof message === "string" ? message : null,
  };
}

function instantOrNull(ms: number | null): string | null {
  return ms === null ? null : formatInstant(ms);
}

function between(from: number | null, to: number | null): number | null {
  return from === null || to === null ? null : to - from;
}
