import { sql } from "drizzle-orm";
import type { Capability } from "../../lib/domain/capability.ts";
import type { RunDecision } from "../../lib/domain/decision.ts";
import type { PartialPolicies } from "../../lib/domain/policies.ts";
import type { AttemptOutcome, RunStatus, Trigger } from "../../lib/domain/run-state.ts";
import type { Schedule, SlotNote } from "../../lib/domain/schedule/types.ts";
import type { Db } from "../client.ts";
import { anyOf } from "../keyset.ts";
import { epochMs, rowsOf } from "../sql.ts";

/** A run with all that is asked first when somebody wonders about it. Instants are milliseconds since 1970. */
export type WhyRunRow = {
  readonly now: number;
  readonly id: string;
  readonly projectId: string;
  readonly jobId: string;
  readonly jobName: string;
  readonly templateVersionId: string;
  readonly templateName: string;
  readonly templateVersion: number;
  /** Of the version of the job it was opened with. */
  readonly schedule: Schedule;
  readonly policies: PartialPolicies;
  readonly trigger: Trigger;
  readonly scheduledFor: number;
  readonly scheduledUntil: number | null;
  readonly slotCount: number;
  readonly status: RunStatus;
  readonly reason: string | null;
  readonly rule: string | null;
  readonly decision: RunDecision | null;
  readonly notes: SlotNote[] | null;
  readonly heldReason: "delay" | "overlap" | "concurrency" | null;
  readonly heldBy: string | null;
  readonly overlap: string | null;
  readonly concurrencyKey: string | null;
  /** Limit of the job's present concurrency group. */
  readonly groupLimit: number | null;
  readonly pool: string;
  readonly needs: Capability | null;
  readonly task: string | null;
  /** Of a run of RabbitMQ: the key it goes out under, and whether the message for its next attempt is out. */
  readonly broker: { readonly key: string; readonly isPublished: boolean } | null;
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly lostCount: number;
  readonly releaseCount: number;
  readonly worker: string | null;
  readonly createdAt: number;
  readonly availableAt: number | null;
  readonly startedAt: number | null;
  readonly attemptStartedAt: number | null;
  readonly heartbeatAt: number | null;
  readonly leaseExpiresAt: number | null;
  readonly cancelRequestedAt: number | null;
  readonly finishedAt: number | null;
  readonly latenessMs: number | null;
  readonly timeoutSeconds: number | null;
  readonly startTimeoutSeconds: number | null;
  readonly cancelGraceSeconds: number;
  readonly progress: { readonly percent?: unknown; readonly message?: unknown } | null;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly rerunOf: string | null;
  readonly backfillId: string | null;
  readonly requestedBy: PersonRow | null;
  /** Who cancelled the backfill it belongs to. */
  readonly backfillCancelledBy: PersonRow | null;
};

/** A person as others see them. */
export type PersonRow = { readonly id: string; readonly name: string };

/** A person's row `alias` as JSON, null where there is none. */
const person = (alias: string) =>
  sql.raw(
    `case when ${alias}.id is not null then json_build_object('id', ${alias}.id, 'name', ${alias}.name) end`,
  );

/** The run somebody wonders about, or undefined. Whose it is, is the caller's question. */
export async function findRunForWhy(db: Db, id: string): Promise<WhyRunRow | undefined> {
  const [row] = await rowsOf<WhyRunRow>(
    db,
    sql`
    select ${epochMs(sql`punctual_now()`)} as now, r.id, r.project_id as "projectId", r.job_id as "jobId",
      jv.name as "jobName", r.template_version_id as "templateVersionId", t.slug as "templateName",
      tv.version as "templateVersion", jv.schedule, jv.policies, r.trigger,
      ${epochMs(sql`r.scheduled_for`)} as "scheduledFor", ${epochMs(sql`r.scheduled_until`)} as "scheduledUntil",
      r.slot_count as "slotCount", r.status, r.reason, r.rule, r.decision, r.notes, r.held_reason as "heldReason",
      r.held_by as "heldBy", r.overlap, r.concurrency_key as "concurrencyKey",
      (j.concurrency_group->>'limit')::int as "groupLimit", r.pool, r.needs, r.external_task as task,
      case when r.external_transport = 'rabbitmq' then json_build_object(
        'key', coalesce(case when r.published_attempt = r.attempt + 1 then r.published_as end, j.key),
        'isPublished', coalesce(r.published_attempt = r.attempt + 1 and r.publish_at is null, false)) end as broker,
      r.attempt, r.max_attempts as "maxAttempts",
      r.lost_count as "lostCount", r.release_count as "releaseCount", w.name as worker,
      ${epochMs(sql`r.created_at`)} as "createdAt", ${epochMs(sql`r.available_at`)} as "availableAt",
      ${epochMs(sql`r.started_at`)} as "startedAt", ${epochMs(sql`r.attempt_started_at`)} as "attemptStartedAt",
      ${epochMs(sql`r.heartbeat_at`)} as "heartbeatAt", ${epochMs(sql`r.lease_expires_at`)} as "leaseExpiresAt",
      ${epochMs(sql`r.cancel_requested_at`)} as "cancelRequestedAt", ${epochMs(sql`r.finished_at`)} as "finishedAt",
      r.lateness_ms as "latenessMs", r.timeout_seconds as "timeoutSeconds",
      r.start_timeout_seconds as "startTimeoutSeconds", r.cancel_grace_seconds as "cancelGraceSeconds", r.progress,
      r.error_code as "errorCode", r.error_message as "errorMessage", r.rerun_of as "rerunOf",
      r.backfill_id as "backfillId", ${person("asker")} as "requestedBy",
      ${person("stopper")} as "backfillCancelledBy"
    from runs r
    join jobs j on j.id = r.job_id
    join job_versions jv on jv.job_id = r.job_id and jv.version = r.job_version
    join template_versions tv on tv.id = r.template_version_id
    join templates t on t.id = tv.template_id
    left join workers w on w.id = r.worker_id
    left join backfills b on b.id = r.backfill_id
    left join users asker on asker.id = coalesce(r.requested_by, b.requested_by)
    left join users stopper on stopper.id = b.cancelled_by
    where r.id = ${id}::uuid`,
  );
  return row;
}

/** Another run that has to do with it. Instants are milliseconds since 1970. */
export type OtherRunRow = {
  readonly id: string;
  readonly jobId: string;
  readonly jobName: string;
  readonly status: RunStatus;
  readonly held: boolean;
  readonly scheduledFor: number;
  readonly attempt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  readonly worker: string | null;
};

const OTHER = sql`
  r.id, r.job_id as "jobId", j.name as "jobName", r.status, r.held_reason is not null as held,
  ${epochMs(sql`r.scheduled_for`)} as "scheduledFor", r.attempt, ${epochMs(sql`r.started_at`)} as "startedAt",
  ${epochMs(sql`r.finished_at`)} as "finishedAt", w.name as worker
  from runs r join jobs j on j.id = r.job_id left join workers w on w.id = r.worker_id`;

/** Some run of a project by its id. */
export async function findOtherRun(
  db: Db,
  projectId: string,
  id: string,
): Promise<OtherRunRow | undefined> {
  const [row] = await rowsOf<OtherRunRow>(
    db,
    sql`select ${OTHER} where r.id = ${id}::uuid and r.project_id = ${projectId}::uuid`,
  );
  return row;
}

/** The runs of a job that have passed its overlap rule and have not ended, oldest first. */
export function listBusyRunsOfJob(db: Db, jobId: string, limit: number): Promise<OtherRunRow[]> {
  return rowsOf<OtherRunRow>(
    db,
    sql`select ${OTHER} where r.job_id = ${jobId}::uuid and r.finished_at is null
      and (r.held_reason is null or r.held_reason = 'concurrency') order by r.id limit ${limit}`,
  );
}

/** The runs that have the places of a concurrency group, oldest first. */
export function listBusyRunsOfGroup(
  db: Db,
  group: { readonly projectId: string; readonly key: string },
  limit: number,
): Promise<OtherRunRow[]> {
  return rowsOf<OtherRunRow>(
    db,
    sql`select ${OTHER} where r.project_id = ${group.projectId}::uuid and r.concurrency_key = ${group.key}
      and r.finished_at is null and r.held_reason is null order by r.id limit ${limit}`,
  );
}

/** A place among those that wait, from 1, and how many wait. */
export type PlaceRow = { readonly position: number; readonly of: number };

/** The place of a run among the runs of its job that wait for each other, in the order their turns come. */
export function findPlaceInJob(db: Db, run: WhyRunRow): Promise<PlaceRow | undefined> {
  const order = sql`case when trigger = 'schedule' then created_at else greatest(created_at, available_at) end, id`;
  return place(db, run.id, order, sql`job_id = ${run.jobId}::uuid and held_reason = 'overlap'`);
}

/** The place of a run among those that wait for its concurrency group. */
export function findPlaceInGroup(db: Db, run: WhyRunRow): Promise<PlaceRow | undefined> {
  const order = sql`priority desc, decision->'waits'->-1->>'since', id`;
  return place(
    db,
    run.id,
    order,
    sql`project_id = ${run.projectId}::uuid and concurrency_key = ${run.concurrencyKey}
      and finished_at is null and held_reason = 'concurrency'`,
  );
}

async function place(
  db: Db,
  runId: string,
  order: ReturnType<typeof sql>,
  among: ReturnType<typeof sql>,
): Promise<PlaceRow | undefined> {
  const [row] = await rowsOf<PlaceRow>(
    db,
    sql`
    select position, "of" from (
      select id, (row_number() over (order by ${order}))::int as position, (count(*) over ())::int as "of"
      from runs where ${among}
    ) as line where id = ${runId}::uuid`,
  );
  return row;
}

/** The attempt of a run that ended last. `finishedAt` is milliseconds since 1970. */
export async function findLastAttempt(
  db: Db,
  runId: string,
): Promise<
  | {
      readonly attempt: number;
      readonly worker: string | null;
      readonly finishedAt: number;
      readonly outcome: AttemptOutcome;
      readonly errorCode: string | null;
      readonly errorMessage: string | null;
    }
  | undefined
> {
  const [row] = await rowsOf<NonNullable<Awaited<ReturnType<typeof findLastAttempt>>>>(
    db,
    sql`
    select a.attempt, w.name as worker, ${epochMs(sql`a.finished_at`)} as "finishedAt", a.outcome,
      a.error_code as "errorCode", a.error_message as "errorMessage"
    from attempts a left join workers w on w.id = a.worker_id
    where a.run_id = ${runId}::uuid order by a.attempt desc limit 1`,
  );
  return row;
}

/** The person who last did something to an object, by the audit. */
export async function findActor(
  db: Db,
  deed: { readonly objectId: string; readonly action: string },
): Promise<PersonRow | undefined> {
  const [row] = await rowsOf<PersonRow>(
    db,
    sql`select u.id, u.name from audit a join users u on u.id = a.actor_id
      where a.object_id = ${deed.objectId} and a.action = ${deed.action} order by a.seq desc limit 1`,
  );
  return row;
}

/** People by their ids. */
export function listPeople(db: Db, ids: readonly string[]): Promise<PersonRow[]> {
  return rowsOf<PersonRow>(
    db,
    sql`select id, name from users where id = any(${anyOf(ids, "uuid")})`,
  );
}

/** The person who ended a pause at `endedAt`, milliseconds since 1970; nobody where it ended by itself. */
export async function findResumer(
  db: Db,
  pause: {
    readonly of: "job" | "project";
    readonly projectId: string;
    readonly jobId: string;
    readonly endedAt: number;
  },
): Promise<PersonRow | undefined> {
  const at = sql`to_timestamp(${pause.endedAt}::float8 / 1000)`;
  const [row] = await rowsOf<PersonRow>(
    db,
    pause.of === "project"
      ? sql`select u.id, u.name from project_pauses p join users u on u.id = p.resumed_by
          where p.project_id = ${pause.projectId}::uuid and p.resumed_at = ${at} limit 1`
      : sql`select u.id, u.name from job_versions v join users u on u.id = v.created_by
          where v.job_id = ${pause.jobId}::uuid and v.created_at = ${at} and v.rest->>'enabled' = 'true' limit 1`,
  );
  return row;
}

/** What people call a calendar. */
export async function findCalendarName(
  db: Db,
  calendar: { readonly projectId: string; readonly slug: string },
): Promise<string | undefined> {
  const [row] = await rowsOf<{ name: string }>(
    db,
    sql`select name from calendars where project_id = ${calendar.projectId}::uuid and slug = ${calendar.slug}`,
  );
  return row?.name;
}
