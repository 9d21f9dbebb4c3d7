import { type SQL, sql } from "drizzle-orm";
import type { RunDecision } from "../../lib/domain/decision.ts";
import type { JsonObject, JsonValue } from "../../lib/domain/json.ts";
import {
  isActive,
  isFinal,
  RUN_STATUSES,
  type RunStatus,
  TRIGGERS,
  type Trigger,
} from "../../lib/domain/run-state.ts";
import { firstIdAt } from "../../lib/platform/ids.ts";
import type { Db, Tx } from "../client.ts";
import { anyOf, containing, type Keyset } from "../keyset.ts";
import { epochMs, rowsOf } from "../sql.ts";

/** A run as people see it, with the names of what it belongs to. Instants are milliseconds since 1970. */
export type RunRow = {
  readonly id: string;
  readonly projectId: string;
  readonly project: string;
  readonly jobId: string;
  readonly jobKey: string;
  readonly jobName: string;
  readonly jobVersion: number;
  readonly templateId: string;
  readonly templateVersion: number;
  readonly templateVersionId: string;
  readonly trigger: Trigger;
  readonly scheduledFor: number;
  readonly scheduledUntil: number | null;
  readonly slotCount: number;
  readonly status: RunStatus;
  readonly reason: string | null;
  readonly rule: string | null;
  readonly notes: string[] | null;
  readonly decision: RunDecision | null;
  readonly heldReason: "delay" | "overlap" | "concurrency" | null;
  /** Of a run that waits for its group, one that has a place in it now. */
  readonly heldBy: string | null;
  readonly attempt: number;
  readonly maxAttempts: number;
  /** Those given with the run, else those of its job's version. */
  readonly params: JsonObject;
  /** Whether the parameters were given with the run. */
  readonly ownParams: boolean;
  readonly priority: number;
  readonly pool: string;
  readonly workerId: string | null;
  readonly createdAt: number;
  readonly availableAt: number | null;
  readonly startedAt: number | null;
  readonly attemptStartedAt: number | null;
  readonly finishedAt: number | null;
  readonly latenessMs: number | null;
  readonly heartbeatAt: number | null;
  readonly cancelRequestedAt: number | null;
  readonly progress: JsonObject | null;
  readonly result: JsonValue;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly rerunOf: string | null;
  readonly backfillId: string | null;
};

/** The columns of {@link RunRow} for runs `r` picked before, so that only those few meet the other tables. */
function withNames(picked: SQL): SQL {
  return sql`
    select r.id, r.project_id as "projectId", p.slug as project, r.job_id as "jobId", j.key as "jobKey",
      j.name as "jobName", r.job_version as "jobVersion", tv.template_id as "templateId",
      tv.version as "templateVersion", r.template_version_id as "templateVersionId", r.trigger,
      ${epochMs(sql`r.scheduled_for`)} as "scheduledFor", ${epochMs(sql`r.scheduled_until`)} as "scheduledUntil",
      r.slot_count as "slotCount", r.status, r.reason, r.rule, r.decision, r.notes, r.held_reason as "heldReason",
      r.held_by as "heldBy", r.attempt, r.max_attempts as "maxAttempts", coalesce(r.params, jv.params) as params,
      r.params is not null as "ownParams", r.priority, r.pool, r.worker_id as "workerId",
      ${epochMs(sql`r.created_at`)} as "createdAt", ${epochMs(sql`r.available_at`)} as "availableAt",
      ${epochMs(sql`r.started_at`)} as "startedAt", ${epochMs(sql`r.attempt_started_at`)} as "attemptStartedAt",
      ${epochMs(sql`r.finished_at`)} as "finishedAt", r.lateness_ms as "latenessMs",
      ${epochMs(sql`r.heartbeat_at`)} as "heartbeatAt",
      ${epochMs(sql`r.cancel_requested_at`)} as "cancelRequestedAt", r.progress, r.result,
      r.error_code as "errorCode", r.error_message as "errorMessage", r.rerun_of as "rerunOf",
      r.backfill_id as "backfillId"
    from (${picked}) as r
    join jobs j on j.id = r.job_id
    join projects p on p.id = r.project_id
    join template_versions tv on tv.id = r.template_version_id
    join job_versions jv on jv.job_id = r.job_id and jv.version = r.job_version
    order by r.id desc`;
}

/** One run, or undefined. Whose it is, is the caller's question. */
export async function findRun(on: Db | Tx, id: string): Promise<RunRow | undefined> {
  const [row] = await rowsOf<RunRow>(on, withNames(sql`select * from runs where id = ${id}::uuid`));
  if (row?.heldReason !== "concurrency") return row;
  return { ...row, heldBy: (await findHolder(on, id)) ?? row.heldBy };
}

/** The oldest run that has a place in the group which a run waits for: whoever held it at first may have ended. */
async function findHolder(on: Db | Tx, id: string): Promise<string | undefined> {
  const [holder] = await rowsOf<{ id: string }>(
    on,
    sql`select h.id from runs r join runs h on h.project_id = r.project_id and h.concurrency_key = r.concurrency_key
      where r.id = ${id}::uuid and h.finished_at is null and h.held_reason is null order by h.id limit 1`,
  );
  return holder?.id;
}

export type RunFilter = {
  readonly projectId: string;
  readonly jobIds?: readonly string[] | undefined;
  readonly templateIds?: readonly string[] | undefined;
  readonly backfillId?: string | undefined;
  readonly statuses?: readonly RunStatus[] | undefined;
  readonly triggers?: readonly Trigger[] | undefined;
  /** Half-open range of `createdAt`, milliseconds since 1970. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** Part of the name or key of the run's job. */
  readonly q?: string | undefined;
  readonly id?: string | undefined;
  readonly after?: Keyset | undefined;
  readonly limit: number;
};

/** A page of a project's runs, newest first. */
export async function listRuns(on: Db | Tx, filter: RunFilter): Promise<RunRow[]> {
  if (filter.jobIds?.length === 0) return [];
  return rowsOf<RunRow>(on, withNames(newestRuns(filter)));
}

/**
 * The statement that finds the newest rows of `runs` a filter means. Each of a few jobs, at least one, is looked through
 * by itself, however rare its runs are.
 */
export function newestRuns(filter: RunFilter): SQL {
  const { jobIds, limit } = filter;
  const where = sql.join(conditions(filter), sql` and `);
  const newest = (also: SQL) =>
    sql`select * from runs where ${where} ${also} order by id desc limit ${limit}`;
  if (jobIds === undefined) return newest(sql``);
  return sql`
    select found.* from unnest(${anyOf(jobIds, "uuid")}) as wanted(id)
    cross join lateral (${newest(sql`and job_id = wanted.id`)}) as found
    order by found.id desc limit ${limit}`;
}

function conditions(filter: RunFilter): SQL[] {
  const { templateIds, backfillId, statuses, triggers, from, to, q, id, after } = filter;
  return [
    sql`project_id = ${filter.projectId}::uuid`,
    ...(templateIds === undefined ? [] : [ofTemplates(templateIds)]),
    ...(backfillId === undefined ? [] : [sql`backfill_id = ${backfillId}::uuid`]),
    ...(statuses === undefined ? [] : ofStatuses(statuses)),
    ...(triggers === undefined ? [] : [isOneOf("trigger", TRIGGERS, triggers)]),
    ...(from === undefined ? [] : [sql`id >= ${firstIdAt(from)}::uuid`]),
    ...(to === undefined ? [] : [sql`id < ${firstIdAt(to)}::uuid`]),
    ...(q === undefined ? [] : [ofJobsLike(filter.projectId, q)]),
    ...(id === undefined ? [] : [sql`id = ${id}::uuid`]),
    ...(after === undefined ? [] : [sql`id < ${after.id}::uuid`]),
  ];
}

function ofTemplates(ids: readonly string[]): SQL {
  return sql`template_version_id in (
    select v.id from template_versions v where v.template_id = any(${anyOf(ids, "uuid")}))`;
}

/** The partial indexes speak of what the status implies, so that is said beside it. */
function ofStatuses(statuses: readonly RunStatus[]): SQL[] {
  const exact = isOneOf("status", RUN_STATUSES, statuses);
  if (statuses.every((status) => status === "failed"))
    return [exact, sql`error_code is not null and finished_at is not null`];
  if (statuses.every((status) => isFinal(status) && status !== "completed"))
    return [exact, sql`reason is not null and finished_at is not null`];
  return statuses.every(isActive) ? [exact, sql`finished_at is null`] : [exact];
}

/** Values of a closed list are written out, because the partial indexes are only found by constants. */
function isOneOf(column: string, known: readonly string[], wanted: readonly string[]): SQL {
  const values = known.filter((value) => wanted.includes(value)).map((value) => `'${value}'`);
  return sql.raw(values.length === 0 ? "false" : `${column} in (${values.join(", ")})`);
}

function ofJobsLike(projectId: string, q: string): SQL {
  const pattern = containing(q);
  return sql`job_id in (
    select j.id from jobs j
    where j.project_id = ${projectId}::uuid and (j.name ilike ${pattern} or j.key ilike ${pattern}))`;
}

/** A run in a job's row of bars. Instants are milliseconds since 1970. */
export type RecentRunRow = {
  readonly jobId: string;
  readonly id: string;
  readonly status: RunStatus;
  readonly reason: string | null;
  readonly scheduledFor: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
};

/** The newest runs of some jobs, at most `perJob` of each, newest first: one statement for a whole page of jobs. */
export function listRecentRuns(
  on: Db | Tx,
  jobIds: readonly string[],
  perJob: number,
): Promise<RecentRunRow[]> {
  return rowsOf<RecentRunRow>(
    on,
    sql`
    select r.job_id as "jobId", r.id, r.status, r.reason, ${epochMs(sql`r.scheduled_for`)} as "scheduledFor",
      ${epochMs(sql`r.started_at`)} as "startedAt", ${epochMs(sql`r.finished_at`)} as "finishedAt"
    from unnest(${anyOf(jobIds, "uuid")}) as wanted(id)
    cross join lateral (
      select * from runs where job_id = wanted.id order by id desc limit ${perJob}
    ) as r
    order by r.id desc`,
  );
}

/** Locks the pending runs of a job, so that no worker claims them before they are cancelled; answers their ids. */
export async function lockPendingRuns(tx: Tx, jobId: string): Promise<string[]> {
  const rows = await rowsOf<{ id: string }>(
    tx,
    sql`select id from runs where job_id = ${jobId}::uuid and finished_at is null and status = 'pending' order by id for update`,
  );
  return rows.map((row) => row.id);
}
