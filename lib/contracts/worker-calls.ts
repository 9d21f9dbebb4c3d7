import { z } from "zod";
import { id, instant, instantInput, json, pool, title } from "./common.ts";
import { LOG_STREAMS } from "./log.ts";

/** Longest wait for a run in one call; platforms cut longer ones. */
export const MAX_WAIT_SECONDS = 30;
const MAX_CLAIMS = 100;
const MAX_TASKS = 100;
const MAX_LOG_ENTRIES = 1_000;

const task = z.string().min(1, "must not be empty").max(200);

/** What a worker outside asks for. */
export const claimBody = z.strictObject({
  pool: pool.optional(),
  /** Absent is any task. */
  tasks: z.array(task).min(1, "must name at least one task").max(MAX_TASKS).optional(),
  max: z.int().min(1).max(MAX_CLAIMS).optional(),
  /** How long to wait for a run when there is none; absent is not at all. */
  waitSeconds: z.number().min(0).max(MAX_WAIT_SECONDS).optional(),
  /** The name tells processes of one token apart: two that use the same one look like one worker. */
  worker: z.strictObject({ name: title(100), version: z.string().max(100).optional() }),
});
export type ClaimBody = z.infer<typeof claimBody>;

/** A run in the hands of a worker outside. */
export const claimView = z
  .strictObject({
    runId: id,
    jobId: id,
    jobName: z.string(),
    task: z.string(),
    attempt: z.int(),
    params: json,
    scheduledFor: instant,
    leaseToken: z.string(),
    leaseSeconds: z.number(),
    /** The execution limit of the attempt. */
    deadline: instant.nullable(),
  })
  .meta({ id: "Claim" });
export type ClaimView = z.infer<typeof claimView>;
export const claimsView = z.strictObject({ claims: z.array(claimView) });

/** From the body, else the bearer; what is no token of ours does not hold a lease, and is told so. */
const leaseToken = z.string().max(1_000).optional();

export const heartbeatBody = z.strictObject({
  leaseToken,
  progress: z
    .strictObject({
      percent: z.number().min(0).max(100).nullable().optional(),
      message: z.string().max(2_000).nullable().optional(),
    })
    .nullable()
    .optional(),
});
export type HeartbeatBody = z.infer<typeof heartbeatBody>;

/** `cancel`: end the work and report how it ended. */
export const heartbeatView = z
  .strictObject({ action: z.enum(["continue", "cancel"]), leaseExpiresAt: instant })
  .meta({ id: "Heartbeat" });
export type HeartbeatView = z.infer<typeof heartbeatView>;

export const reportedLogBody = z.strictObject({
  leaseToken,
  entries: z
    .array(
      z.strictObject({
        /** Told by the worker's clock; kept within the time of the attempt. */
        at: instantInput.nullable().optional(),
        stream: z.enum(LOG_STREAMS).optional(),
        text: z.string(),
      }),
    )
    .max(MAX_LOG_ENTRIES),
});
export type ReportedLogBody = z.infer<typeof reportedLogBody>;

/** What a worker says went wrong, in a sentence, or with a code of its own before it. */
const reportedError = z.union([
  z.string().max(10_000),
  z.strictObject({
    code: z.string().max(100).nullable().optional(),
    message: z.string().max(10_000).nullable().optional(),
  }),
]);

export const reportedStatusBody = z.strictObject({
  leaseToken,
  status: z.enum(["running", "completed", "failed", "cancelled"]),
  /** Kept up to 64 KiB. */
  result: json.optional(),
  error: reportedError.nullable().optional(),
  /** Whether trying again makes sense; absent leaves it to the code. */
  retryable: z.boolean().nullable().optional(),
});
export type ReportedStatusBody = z.infer<typeof reportedStatusBody>;
