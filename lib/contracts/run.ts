import { z } from "zod";
import { ATTEMPT_OUTCOMES, RUN_RULES, RUN_STATUSES, TRIGGERS } from "../domain/run-state.ts";
import {
  id,
  instant,
  instantInput,
  json,
  jsonObject,
  oneOrMore,
  pageOf,
  pageQuery,
  projectInput,
  references,
} from "./common.ts";
import { runDecision } from "./decision.ts";

export const runStatus = z.enum(RUN_STATUSES);

/** `from` and `to` are about `createdAt`, half-open. */
export const runListQuery = z.strictObject({
  ...pageQuery,
  project: projectInput,
  job: references.optional(),
  template: references.optional(),
  backfill: id.optional(),
  status: oneOrMore(RUN_STATUSES).optional(),
  trigger: oneOrMore(TRIGGERS).optional(),
  from: instantInput.optional(),
  to: instantInput.optional(),
  q: z.string().max(200).optional(),
});
export type RunListQuery = z.infer<typeof runListQuery>;

export const rerunBody = z.strictObject({ params: jsonObject.optional() });
export type RerunBody = z.infer<typeof rerunBody>;

export const runError = z.strictObject({ code: z.string(), message: z.string() });
export const runProgress = z.strictObject({
  percent: z.number().nullable(),
  message: z.string().nullable(),
});

const runFields = {
  id,
  jobId: id,
  jobKey: z.string(),
  jobName: z.string(),
  jobVersion: z.int(),
  project: z.string(),
  templateId: id,
  templateVersion: z.int(),
  trigger: z.enum(TRIGGERS),
  scheduledFor: instant,
  /** Last slot of a row that stands for many. */
  scheduledUntil: instant.nullable(),
  slotCount: z.int(),
  status: runStatus,
  reason: z.string().nullable(),
  rule: z.enum(RUN_RULES).nullable(),
  /** Null for a run that was simply opened. */
  decision: runDecision.nullable(),
  notes: z.array(z.string()),
  heldReason: z.enum(["delay", "overlap", "concurrency"]).nullable(),
  /** The run this one waits for. */
  heldBy: id.nullable(),
  attempt: z.int(),
  maxAttempts: z.int(),
  params: jsonObject,
  priority: z.int(),
  pool: z.string(),
  workerId: id.nullable(),
  createdAt: instant,
  availableAt: instant.nullable(),
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  durationMs: z.number().nullable(),
  latenessMs: z.number().nullable(),
  heartbeatAt: instant.nullable(),
  cancelRequestedAt: instant.nullable(),
  progress: runProgress.nullable(),
  result: json,
  error: runError.nullable(),
  rerunOf: id.nullable(),
  backfillId: id.nullable(),
};

/** One occurrence of a job, executed or not. */
export const runView = z.strictObject(runFields).meta({ id: "Run" });
export type RunView = z.infer<typeof runView>;
export const runPage = pageOf(runView);

/** One try; the one under way has no end and no outcome yet. */
export const attemptView = z
  .strictObject({
    attempt: z.int(),
    workerId: id,
    startedAt: instant,
    finishedAt: instant.nullable(),
    durationMs: z.number().nullable(),
    outcome: z.enum(ATTEMPT_OUTCOMES).nullable(),
    error: runError.nullable(),
    result: json,
  })
  .meta({ id: "Attempt" });
export type AttemptView = z.infer<typeof attemptView>;

export const runDetailView = z
  .strictObject({ ...runFields, attempts: z.array(attemptView) })
  .meta({ id: "RunDetail" });
export type RunDetailView = z.infer<typeof runDetailView>;
