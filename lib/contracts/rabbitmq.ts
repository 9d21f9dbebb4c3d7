import { z } from "zod";
import type { JsonValue } from "../domain/json.ts";
import { id, json } from "./common.ts";
import { heartbeatBody, reportedStatusBody } from "./worker-calls.ts";

/** Whose word it is: the key of the job, one of its runs, and which attempt of it; absent is the present one. */
const about = {
  jobName: z.string().max(200),
  runId: id,
  attempt: z.int().min(1).nullable().optional(),
};

/*
 * Bodies of messages that consumers publish. Nobody answers them, so that what is not understood of a report does not cost
 * the report: other members are left alone, an error may be any JSON, and a progress of another shape counts as none.
 */
const { status, result, retryable } = reportedStatusBody.shape;
export const statusMessage = z.object({
  ...about,
  status,
  result,
  error: json.nullable().optional(),
  retryable,
});
export type StatusMessage = z.infer<typeof statusMessage>;

export const heartbeatMessage = z.object({
  ...about,
  progress: heartbeatBody.shape.progress.catch(undefined),
});
export type HeartbeatMessage = z.infer<typeof heartbeatMessage>;

/** What is published for consumers; `params` of a cancel is empty. */
export type ActionMessage = {
  readonly jobName: string;
  readonly runId: string;
  readonly action: "run" | "cancel";
  readonly params: JsonValue;
  readonly attempt: number;
};
