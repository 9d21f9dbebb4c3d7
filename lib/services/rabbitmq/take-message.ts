import { randomUUID } from "node:crypto";
import {
  type ConsumedRun,
  findConsumedRun,
  lockConsumedRun,
} from "../../../db/queries/consumed-runs.ts";
import { recordLateReports } from "../../../db/queries/leases.ts";
import { republishCancel } from "../../../db/queries/publications.ts";
import { claimOutside } from "../../../db/queries/run-transitions.ts";
import type { StatusMessage } from "../../contracts/rabbitmq.ts";
import { ServiceError } from "../../domain/errors.ts";
import type { JsonValue } from "../../domain/json.ts";
import type { AttemptReport } from "../../domain/outcome.ts";
import { attemptReport, keptResult, type ReportedEnd } from "../../domain/reported.ts";
import type { Platform } from "../context.ts";
import { reportHeartbeat } from "../reports/heartbeat.ts";
import type { Holder } from "../reports/holder.ts";
import { reportEnd } from "../reports/status.ts";
import { masked } from "../secrets/outside.ts";
import type { ConsumerMessage } from "./read-message.ts";

/** What became of a message: taken, of no consequence (any more), or none that belongs here. */
export type Verdict =
  | { readonly verdict: "taken" }
  | { readonly verdict: "dropped" | "rejected"; readonly why: string };

/** A message, and where it came from. */
export type Arrived = {
  readonly message: ConsumerMessage;
  /** Key of the jobs whose queue it came from. */
  readonly key: string;
  /** The worker that hears it, and holds the lease of what it begins. */
  readonly workerId: string;
};

/** A run that moves on at the same moment is looked at anew so often; more would be a fault. */
const LOOKS = 5;
const LONGEST_ERROR = 10_000;

const TAKEN: Verdict = { verdict: "taken" };
const dropped = (why: string): Verdict => ({ verdict: "dropped", why });
const rejected = (why: string): Verdict => ({ verdict: "rejected", why });

/** Takes the word of a consumer for how its run stands. Throws what the database threw: the message is then not settled. */
export async function takeMessage(platform: Platform, arrived: Arrived): Promise<Verdict> {
  const { runId } = arrived.message.says;
  for (let look = 1; look <= LOOKS; look += 1) {
    const run = await findConsumedRun(platform.db, runId);
    if (run === undefined) return rejected("there is no such run of RabbitMQ");
    const verdict = strangerTo(run, arrived) ?? (await takeFor(platform, run, arrived));
    if (verdict !== null) return verdict;
  }
  throw new Error(`run ${runId} moved on ${LOOKS} times while a message about it was taken`);
}

/** Two projects may have jobs of one key and share its queues; a job of another key has no business in them. */
function strangerTo({ publishedAs }: ConsumedRun, { key, message }: Arrived): Verdict | null {
  if (message.says.jobName !== key) return rejected("its jobName is not that of its queue");
  return publishedAs === key ? null : rejected("its run is of a job with another key");
}

/** Null when the run has moved on meanwhile. */
async function takeFor(
  platform: Platform,
  run: ConsumedRun,
  arrived: Arrived,
): Promise<Verdict | null> {
  const { message } = arrived;
  const present = presentAttempt(run);
  if (present === null || (message.says.attempt ?? present) !== present)
    return outdated(platform, run, message);
  if (message.route === "heartbeat") {
    if (run.status === "pending") return dropped("its run has not been reported running");
    return beat(platform, run, message.says.progress);
  }
  const { status } = message.says;
  if (run.status !== "pending")
    return status === "running"
      ? beat(platform, run, undefined)
      : end(platform, run, { ...message.says, status });
  const claimed = await claim(platform, run, arrived.workerId);
  // An end without a beginning: it is claimed now, and the next look ends it.
  return claimed && status === "running" ? TAKEN : null;
}

/** The attempt that is under way or was published; null when there is none. */
function presentAttempt({ status, attempt, publishedAttempt }: ConsumedRun): number | null {
  if (status === "running" || status === "cancelling") return attempt;
  return status === "pending" && publishedAttempt === attempt + 1 ? publishedAttempt : null;
}

async function outdated(
  platform: Platform,
  { id: runId, publishedAttempt }: ConsumedRun,
  { route, says }: ConsumerMessage,
): Promise<Verdict> {
  const { attempt } = says;
  if (route === "status" && says.status === "running") {
    const begun = attempt ?? publishedAttempt;
    // Its `run` may have been taken from the queue before its `cancel`, or come after it.
    if (begun !== null && (await republishCancel(platform.db, runId, begun)))
      platform.hints.send("cancel");
  }
  if (route === "status" && says.status !== "running" && attempt) {
    const { status, retryable } = says;
    const { result, error } = await coveredParts(platform, runId, says);
    const report = {
      ...reportOf({ status, error, retryable }, false),
      result: keptResult(result),
    };
    // Kept beside the attempt if that was declared lost, and nowhere else.
    await recordLateReports(platform.db, [{ runId, attempt, report }]);
  }
  return dropped("it is about another attempt than the present one, or its run is over");
}

async function claim(platform: Platform, seen: ConsumedRun, workerId: string): Promise<boolean> {
  const claimed = await platform.db.transaction(async (tx) => {
    const run = await lockConsumedRun(tx, seen.id);
    if (run?.status !== "pending" || run.attempt !== seen.attempt) return [];
    return claimOutside(tx, [{ runId: run.id, workerId, leaseToken: randomUUID() }]);
  });
  if (claimed.length > 0) platform.hints.send("events");
  return claimed.length > 0;
}

function beat(
  platform: Platform,
  run: ConsumedRun,
  progress: Parameters<typeof reportHeartbeat>[2]["progress"],
): Promise<Verdict | null> {
  return asHolder(run, (holder) => reportHeartbeat(platform, holder, { progress }));
}

function end(
  platform: Platform,
  run: ConsumedRun,
  says: StatusMessage & { readonly status: ReportedEnd["status"] },
): Promise<Verdict | null> {
  return asHolder(run, async (holder) => {
    const { status, retryable } = says;
    const { result, error } = await coveredParts(platform, run.id, says);
    const isOverdue = run.status === "running" && run.isOverdue;
    const report = reportOf({ status, error, retryable }, isOverdue);
    await reportEnd(platform, holder, { status, result, report });
  });
}

/** What a consumer is free to say, with the secrets of its run covered. */
function coveredParts(
  platform: Platform,
  runId: string,
  { result = null, error = null }: StatusMessage,
): Promise<{ readonly result: JsonValue; readonly error: JsonValue }> {
  return masked(platform, runId, { result, error });
}

/** What a consumer says of an end. One that stops because its limit is over was told to. */
function reportOf(end: ReportedEnd, isOverdue: boolean): AttemptReport {
  if (end.status === "cancelled" && isOverdue) {
    const message = "The execution limit passed, and the consumer stopped when it was told.";
    return { outcome: "timed_out", error: { code: "timeout", message } };
  }
  const report = attemptReport(end);
  if (report.outcome !== "failed") return report;
  const message = report.error.message.slice(0, LONGEST_ERROR).toWellFormed();
  return { ...report, error: { ...report.error, message } };
}

/** Speaks for the consumer, with the lease that is kept for it; null when that has ended meanwhile. */
async function asHolder(
  { id: runId, leaseToken }: ConsumedRun,
  speak: (holder: Holder) => Promise<unknown>,
): Promise<Verdict | null> {
  if (leaseToken === null) return null;
  try {
    await speak({ runId, leaseToken });
    return TAKEN;
  } catch (error) {
    if (error instanceof ServiceError && error.code === "lease_lost") return null;
    throw error;
  }
}
