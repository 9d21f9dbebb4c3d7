import { sql } from "drizzle-orm";
import type { Db, Tx } from "../client.ts";
import { epochMs, rowsOf } from "../sql.ts";
import type { ClaimedRun } from "./run-transitions.ts";

/** A target is told of a cancel this often at most; after that it learns of it with its next heartbeat, or its lease ends. */
const MOST_CALLS = 5;
/** Seconds from one call to the next, doubled each time. */
const FIRST_PAUSE_SECONDS = 5;

/**
 * Runs that a target took over and is to be told to end, for the caller alone until the next call is due. Counted before
 * they are made, so that a worker that dies at it does not call for ever.
 */
export function takeCancelCalls(tx: Tx, limit: number): Promise<ClaimedRun[]> {
  return rowsOf<ClaimedRun>(
    tx,
    sql`
    update runs r set cancel_calls = coalesce(r.cancel_calls, 0) + 1,
      next_cancel_call_at = punctual_now() + make_interval(secs => ${FIRST_PAUSE_SECONDS} * 2 ^ coalesce(r.cancel_calls, 0))
    where r.id in (
      select id from runs where handed_over_at is not null and finished_at is null and status = 'cancelling'
        and external_task is null and cancel_delivered_at is null and coalesce(cancel_calls, 0) < ${MOST_CALLS}
        and coalesce(next_cancel_call_at <= punctual_now(), true)
      limit ${limit} for update skip locked)
    returning r.id, r.project_id as "projectId", r.job_id as "jobId", r.job_version as "jobVersion",
      r.template_version_id as "templateVersionId", r.trigger, ${epochMs(sql`r.scheduled_for`)} as "scheduledFor",
      r.attempt, r.max_attempts as "maxAttempts", r.lost_count as "lostCount", r.release_count as "releaseCount",
      r.timeout_seconds as "timeoutSeconds", r.params, r.lease_token as "leaseToken", r.traceparent`,
  );
}

/** What came of a call: the target knows, there is nobody to call, or it may be tried again. */
export type CancelCallEnd = "delivered" | "nobody" | "failed";

/** Notes what came of calls, for leases that still hold. */
export async function settleCancelCall(
  db: Db,
  { id, leaseToken }: Pick<ClaimedRun, "id" | "leaseToken">,
  end: Exclude<CancelCallEnd, "failed">,
): Promise<void> {
  const noted =
    end === "delivered"
      ? sql`cancel_delivered_at = coalesce(cancel_delivered_at, punctual_now())`
      : sql`next_cancel_call_at = 'infinity'`;
  await db.execute(
    sql`update runs set ${noted} where id = ${id}::uuid and lease_token = ${leaseToken}::uuid and status = 'cancelling'`,
  );
}
