import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  real,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { databaseNow, instant } from "./columns.ts";
import { jobClocks } from "./job-clocks.ts";

/** The ledger: one row per occurrence of a job, also of those that never executed. */
export const runs = pgTable(
  "runs",
  {
    id: uuid("id").primaryKey(),
    projectId: uuid("project_id").notNull(),
    jobId: uuid("job_id").notNull(),
    /** No foreign key: versions of jobs are never removed. */
    jobVersion: integer("job_version").notNull(),
    /** No foreign key: template versions are never removed, and a check per run costs as much as an index. */
    templateVersionId: uuid("template_version_id").notNull(),
    trigger: text("trigger", {
      enum: ["schedule", "manual", "api", "backfill", "rerun"],
    }).notNull(),
    scheduledFor: instant("scheduled_for").notNull(),
    /** Last slot and number of slots of a row that stands for many (M4). */
    scheduledUntil: instant("scheduled_until"),
    slotCount: integer("slot_count").notNull().default(1),
    status: text("status", {
      enum: [
        "pending",
        "running",
        "cancelling",
        "completed",
        "failed",
        "cancelled",
        "skipped",
        "missed",
      ],
    }).notNull(),
    reason: text("reason"),
    rule: text("rule"),
    /** What the verdict was decided on: the run in the way, the run that stands for it, how late. */
    decision: jsonb("decision"),
    notes: text("notes").array(),
    attempt: smallint("attempt").notNull().default(0),
    maxAttempts: smallint("max_attempts").notNull().default(1),
    lostCount: smallint("lost_count").notNull().default(0),
    /** Releases, which like losses are not charged to `maxAttempts`. */
    releaseCount: smallint("release_count").notNull().default(0),
    /** Null: the parameters of the job's version. */
    params: jsonb("params"),
    priority: smallint("priority").notNull().default(0),
    pool: text("pool").notNull().default("default"),
    /** What a worker of the pool must have beyond being there; such runs wait in a queue of their own. */
    needs: text("needs", { enum: ["containers"] }),
    timeoutSeconds: real("timeout_seconds"),
    startTimeoutSeconds: real("start_timeout_seconds"),
    cancelGraceSeconds: real("cancel_grace_seconds").notNull().default(10),
    /** Under an overlap policy that allows one run at a time, at most one such run is live. */
    exclusive: boolean("exclusive").notNull().default(false),
    /**
     * Makes one unique index do two things: find the live runs of a job, and let only one of them be exclusive.
     * Held runs do not count yet.
     */
    liveKey: uuid("live_key")
      .notNull()
      .generatedAlwaysAs(
        sql`case when exclusive and held_reason is null then '00000000-0000-0000-0000-000000000000'::uuid else id end`,
      ),
    /** Waiting for its moment, for another run or for room in its concurrency group; has no message then. */
    heldReason: text("held_reason", { enum: ["delay", "overlap", "concurrency"] }),
    heldBy: uuid("held_by"),
    /** Overlap rule a run by hand named for itself, asked when its moment or its turn comes; null is the job's. */
    overlap: text("overlap"),
    /** The message that announces this run; gone once claimed. External runs have none. */
    dispatchId: uuid("dispatch_id"),
    /** What workers outside ask for, and the way they get it; both null for runs of our own workers. */
    externalTask: text("external_task"),
    externalTransport: text("external_transport", { enum: ["http", "rabbitmq"] }),
    /** Lease of a holder outside, who may report on this run; null where nobody outside has a part in it. */
    heartbeatTimeoutSeconds: real("heartbeat_timeout_seconds"),
    /** Since when the present attempt is in the hands of somebody outside, whom no worker of ours beats for. */
    handedOverAt: instant("handed_over_at"),
    /**
     * When the next message of a run of RabbitMQ is due: `run` while it is pending, else `cancel`. While one is under way, when
     * it is sent again unless the broker has confirmed it; null is nothing to send.
     */
    publishAt: instant("publish_at"),
    /** The attempt its last `run` was for, and the key of the job it went out under; null before the first. */
    publishedAttempt: smallint("published_attempt"),
    publishedAs: text("published_as"),
    availableAt: instant("available_at"),
    workerId: uuid("worker_id"),
    leaseToken: uuid("lease_token"),
    leaseExpiresAt: instant("lease_expires_at"),
    heartbeatAt: instant("heartbeat_at"),
    /** Start of the first attempt, and of the present one. */
    startedAt: instant("started_at"),
    attemptStartedAt: instant("attempt_started_at"),
    cancelRequestedAt: instant("cancel_requested_at"),
    /** When a holder outside was told; the grace counts from here for it. */
    cancelDeliveredAt: instant("cancel_delivered_at"),
    /** Calls of the cancel URL so far (null is none), and when the next one is due (null is at once). */
    cancelCalls: smallint("cancel_calls"),
    nextCancelCallAt: instant("next_cancel_call_at"),
    finishedAt: instant("finished_at"),
    latenessMs: integer("lateness_ms"),
    progress: jsonb("progress"),
    result: jsonb("result"),
    errorCode: text("error_code"),
    errorMessage: text("error_message"),
    rerunOf: uuid("rerun_of"),
    backfillId: uuid("backfill_id"),
    /** The concurrency group it counts in: that of its job when it was opened. */
    concurrencyKey: text("concurrency_key"),
    requestedBy: uuid("requested_by"),
    traceparent: text("traceparent"),
    /** Lines and bytes that a holder outside has logged in the present attempt; null is none. */
    reportedLines: integer("reported_lines"),
    reportedBytes: integer("reported_bytes"),
    createdAt: instant("created_at").notNull().default(databaseNow),
  },
  (t) => [
    // To the row a planner has locked anyway: a check that locked another row of the job would write to a page more per run.
    foreignKey({ name: "runs_job", columns: [t.jobId], foreignColumns: [jobClocks.jobId] }),
    uniqueIndex("runs_slot_unique")
      .on(t.jobId, t.scheduledFor)
      .where(sql`${t.trigger} = 'schedule'`),
    index("runs_of_many_slots")
      .on(t.jobId, t.scheduledFor)
      .where(sql`${t.scheduledUntil} is not null`),
    /*
     * No index names `status`: a run's start then touches no indexed column and stays on its page (a HOT
     * update), which halves the cost of a claim. `finished_at is null` says live, `error_code` and
     * `finished_at` together say failed; constraints below tie both to the status.
     */
    index("runs_not_completed_of_project")
      .on(t.projectId, t.id)
      .where(sql`${t.reason} is not null and ${t.finishedAt} is not null`),
    // Those that wait for others apart, so that few runs at work are counted without walking over thousands that wait.
    uniqueIndex("runs_live")
      .on(t.jobId, sql`(${t.heldReason} is distinct from 'overlap')`, t.liveKey)
      .where(sql`${t.finishedAt} is null`),
    // Ids of runs begin with the instant of their creation by the database's clock, so ids order as time does.
    index("runs_of_project").on(t.projectId, t.id),
    index("runs_of_job").on(t.jobId, t.id),
    index("runs_failed_of_project")
      .on(t.projectId, t.id)
      .where(sql`${t.errorCode} is not null and ${t.finishedAt} is not null`),
    index("runs_failed_of_job")
      .on(t.jobId, t.id)
      .where(sql`${t.errorCode} is not null and ${t.finishedAt} is not null`),
    // In the order in which their turn comes, so that letting one of thousands go costs as little as one of two.
    index("runs_held_in_turn")
      .on(
        t.jobId,
        sql`(case when ${t.trigger} = 'schedule' then ${t.createdAt} else greatest(${t.createdAt}, ${t.availableAt}) end)`,
        t.id,
      )
      .where(sql`${t.heldReason} = 'overlap'`),
    uniqueIndex("runs_backfill_slot_unique")
      .on(t.backfillId, t.scheduledFor)
      .where(sql`${t.backfillId} is not null`),
    index("runs_of_concurrency_group")
      .on(t.projectId, t.concurrencyKey)
      .where(sql`${t.concurrencyKey} is not null and ${t.finishedAt} is null`),
    index("runs_start_timeout")
      .on(t.availableAt)
      .where(sql`${t.startTimeoutSeconds} is not null and ${t.finishedAt} is null`),
    // What may be claimed from outside, by lanes of project and task, each in the order of its turn.
    index("runs_claimable")
      .on(t.pool, t.projectId, t.externalTask, sql`${t.priority} desc`, t.availableAt)
      .where(
        sql`${t.externalTransport} = 'http' and ${t.finishedAt} is null and ${t.handedOverAt} is null and ${t.heldReason} is null`,
      ),
    index("runs_handed_over")
      .on(t.projectId)
      .where(sql`${t.handedOverAt} is not null and ${t.finishedAt} is null`),
    index("runs_to_publish").on(t.publishAt).where(sql`${t.publishAt} is not null`),
    // Keys whose queues are heard because of runs that went out under them.
    index("runs_published_as")
      .on(t.publishedAs)
      .where(sql`${t.publishedAs} is not null and ${t.finishedAt} is null`),
    index("runs_delayed").on(t.availableAt).where(sql`${t.heldReason} = 'delay'`),
    check(
      "runs_status_known",
      sql`${t.status} in ('pending','running','cancelling','completed','failed','cancelled','skipped','missed')`,
    ),
    check(
      "runs_trigger_known",
      sql`${t.trigger} in ('schedule','manual','api','backfill','rerun')`,
    ),
    check(
      "runs_final_iff_finished",
      sql`(${t.status} in ('completed','failed','cancelled','skipped','missed')) = (${t.finishedAt} is not null)`,
    ),
    check(
      "runs_lease_while_held",
      sql`(${t.status} in ('running','cancelling')) = (${t.leaseToken} is not null and ${t.leaseExpiresAt} is not null and ${t.workerId} is not null and ${t.attemptStartedAt} is not null)`,
    ),
    check(
      "runs_pending_is_available",
      sql`${t.status} <> 'pending' or ${t.availableAt} is not null`,
    ),
    check(
      "runs_held_only_pending",
      sql`${t.heldReason} is null or (${t.status} = 'pending' and ${t.dispatchId} is null)`,
    ),
    check("runs_backfill_named", sql`(${t.trigger} = 'backfill') = (${t.backfillId} is not null)`),
    check("runs_message_only_pending", sql`${t.dispatchId} is null or ${t.status} = 'pending'`),
    check(
      "runs_reason_when_not_done",
      sql`${t.status} not in ('failed','cancelled','skipped','missed') or ${t.reason} is not null`,
    ),
    check(
      "runs_failed_iff_error",
      sql`(${t.status} = 'failed') = (${t.finishedAt} is not null and ${t.errorCode} is not null)`,
    ),
    check(
      "runs_external_whole",
      sql`(${t.externalTask} is null) = (${t.externalTransport} is null) and (${t.externalTask} is null or (${t.dispatchId} is null and ${t.heartbeatTimeoutSeconds} is not null))`,
    ),
    check("runs_needs_known", sql`${t.needs} in ('containers')`),
    check("runs_external_transport_known", sql`${t.externalTransport} in ('http','rabbitmq')`),
    check(
      "runs_published_by_rabbitmq",
      sql`(${t.publishAt} is null and ${t.publishedAttempt} is null) or ${t.externalTransport} is not distinct from 'rabbitmq'`,
    ),
    check(
      "runs_published_whole",
      sql`(${t.publishedAttempt} is null) = (${t.publishedAs} is null)`,
    ),
    // Otherwise one would wait for ever: nothing else brings it to a consumer.
    check(
      "runs_pending_is_published",
      sql`${t.externalTransport} is distinct from 'rabbitmq' or ${t.status} <> 'pending' or ${t.heldReason} is not null or ${t.publishAt} is not null or coalesce(${t.publishedAttempt} = ${t.attempt} + 1, false)`,
    ),
    check(
      "runs_handed_over_while_held",
      sql`${t.handedOverAt} is null or (${t.leaseToken} is not null and ${t.heartbeatTimeoutSeconds} is not null)`,
    ),
    check("runs_slot_count_positive", sql`${t.slotCount} >= 1`),
  ],
);
