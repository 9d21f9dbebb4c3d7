import { sql } from "drizzle-orm";
import type { RunStatus, Trigger } from "../../lib/domain/run-state.ts";
import type { Db } from "../client.ts";
import { batch, epochMs, rowsOf } from "../sql.ts";

/*
 * Messages of runs for RabbitMQ. What is to be published follows from the state of a run, and when from its `publish_at`; to
 * take one is to put that off, so that one whose publisher dies is due again.
 */

/** A message that is due: `run` while the run is pending, else `cancel`. Instants are milliseconds since 1970. */
export type Publication = {
  readonly id: string;
  readonly projectId: string;
  readonly jobId: string;
  readonly jobVersion: number;
  readonly templateVersionId: string;
  readonly trigger: Trigger;
  readonly scheduledFor: number;
  readonly status: RunStatus;
  /** The attempt the message is about. */
  readonly attempt: number;
  readonly params: unknown;
  /** Key of the job it goes out under; that of its `run` for a `cancel`. */
  readonly key: string;
  /** When it is due again unless it is settled. */
  readonly publishAt: number;
};

/** Takes up to `limit` due messages, for the caller alone until `againSeconds` have passed. */
export function takePublications(
  db: Db,
  limit: number,
  againSeconds: number,
): Promise<Publication[]> {
  return rowsOf<Publication>(
    db,
    sql`
    with due as (
      select id from runs where publish_at <= punctual_now() order by publish_at limit ${limit} for update skip locked
    )
    update runs r set publish_at = punctual_now() + make_interval(secs => ${againSeconds}),
      published_attempt = case when r.status = 'pending' then r.attempt + 1 else r.published_attempt end,
      published_as = case when r.status = 'pending' then j.key else r.published_as end
    from due, jobs j where r.id = due.id and j.id = r.job_id
    returning r.id, r.project_id as "projectId", r.job_id as "jobId", r.job_version as "jobVersion",
      r.template_version_id as "templateVersionId", r.trigger, ${epochMs(sql`r.scheduled_for`)} as "scheduledFor",
      r.status, r.published_attempt as attempt, r.params, r.published_as as key,
      ${epochMs(sql`r.publish_at`)} as "publishAt"`,
  );
}

/** A message that was taken; one whose run has moved on since is not settled. */
type Taken = { readonly runId: string; readonly publishAt: number };

const IS_TAKEN = sql`r.id = p."runId" and r.publish_at = to_timestamp(p."publishAt" / 1000)`;

/** Notes that the broker has these messages: a run that is to end has been told. */
export async function confirmPublications(db: Db, taken: readonly Taken[]): Promise<void> {
  await db.execute(sql`
    update runs r set publish_at = null,
      cancel_delivered_at = case when r.status in ('running', 'cancelling')
        then coalesce(r.cancel_delivered_at, punctual_now()) else r.cancel_delivered_at end
    from json_to_recordset(${batch(taken)}) as p("runId" uuid, "publishAt" float8) where ${IS_TAKEN}`);
}

/** Has the `cancel` of a run published once more that somebody began although it was cancelled, or too late. Answers whether it is such a run. */
export async function republishCancel(db: Db, runId: string, attempt: number): Promise<boolean> {
  const rows = await rowsOf<{ id: string }>(
    db,
    sql`update runs set publish_at = punctual_now()
      where id = ${runId}::uuid and published_attempt = ${attempt}
        and (status = 'cancelled' or status = 'failed' and reason = 'start_timeout') returning id`,
  );
  return rows.length > 0;
}

/** Has messages taken again after some seconds. */
export async function putBackPublications(
  db: Db,
  taken: readonly Taken[],
  seconds: number,
): Promise<void> {
  await db.execute(sql`
    update runs r set publish_at = punctual_now() + make_interval(secs => ${seconds})
    from json_to_recordset(${batch(taken)}) as p("runId" uuid, "publishAt" float8) where ${IS_TAKEN}`);
}

/** Milliseconds until the next message is due, negative when one already is, null when there is none. */
export async function peekPublication(db: Db): Promise<number | null> {
  const [row] = await rowsOf<{ wait: number | null }>(
    db,
    sql`select (extract(epoch from min(publish_at) - punctual_now()) * 1000)::float8 as wait
      from runs where publish_at is not null`,
  );
  return row?.wait ?? null;
}

/** A job that may be one of RabbitMQ, as it stands now. */
export type KeyedJob = {
  readonly jobId: string;
  readonly jobVersion: number;
  readonly templateVersionId: string;
  readonly key: string;
};

/** Jobs whose template, or parameters where the template leaves it to them, name RabbitMQ. */
export function listRabbitmqJobs(db: Db): Promise<KeyedJob[]> {
  return rowsOf<KeyedJob>(
    db,
    sql`
    select j.id as "jobId", j.version as "jobVersion", v.id as "templateVersionId", j.key
    from templates t
    join jobs j on j.template_id = t.id and j.deleted_at is null
    join template_versions v on v.id = j.template_version_id
    where t.executor = 'external' and (v.config->>'transport' = 'rabbitmq'
      or v.config->>'transport' like '%{{%' and (j.params::text like '%rabbitmq%'
        or not t.built_in and v.parameters::text like '%rabbitmq%'))`,
  );
}

/** Keys that live runs were published under. */
export async function listPublishedKeys(db: Db): Promise<string[]> {
  const rows = await rowsOf<{ key: string }>(
    db,
    sql`select distinct published_as as key from runs where published_as is not null and finished_at is null`,
  );
  return rows.map(({ key }) => key);
}
