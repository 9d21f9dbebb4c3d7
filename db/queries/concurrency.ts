import { type SQL, sql } from "drizzle-orm";
import type { GroupState } from "../../lib/domain/concurrency.ts";
import type { Db, Tx } from "../client.ts";
import { anyOf } from "../keyset.ts";
import { batch, rowsOf } from "../sql.ts";

/** A concurrency group: the jobs of a project that name the same key. It has no row of its own. */
export type GroupName = { readonly projectId: string; readonly key: string };

const LOCK = sql`hashtextextended('concurrency group ' || g."projectId" || ' ' || g."key", 0)`;

function named(groups: readonly GroupName[]): SQL {
  return sql`json_to_recordset(${batch(groups)}) as g("projectId" uuid, "key" text)`;
}

/**
 * Makes the caller the only one to give away places in these groups until its transaction ends. Everybody locks jobs
 * first, then all the groups they need at once, in one order, and runs and counts last: so nobody waits in a circle.
 */
export async function lockGroups(tx: Tx, groups: readonly GroupName[]): Promise<void> {
  await tx.execute(sql`
    with wanted as materialized (select distinct ${LOCK} as lock from ${named(groups)} order by lock)
    select pg_advisory_xact_lock(lock) from wanted`);
}

/** The same for one group where the caller cannot wait; false when somebody else has it. */
export async function tryLockGroup(tx: Tx, group: GroupName): Promise<boolean> {
  const rows = await rowsOf<{ locked: boolean }>(
    tx,
    sql`select pg_try_advisory_xact_lock(${LOCK}) as locked from ${named([group])}`,
  );
  return rows[0]?.locked ?? false;
}

/** Runs of a group that wait for a place, whose job now has another group, none, or a limit above `taken`. */
const MAY_GO = sql`w.finished_at is null and w.held_reason = 'concurrency'
  and w.project_id = g."projectId" and w.concurrency_key = g."key"
  and (j.concurrency_group is null or j.concurrency_group->>'key' <> g."key"
    or (j.concurrency_group->>'limit')::int > places.taken)`;

const PLACES = sql`
  select count(*)::int as taken, (array_agg(r.id order by r.id))[1] as oldest from runs r
  where r.project_id = g."projectId" and r.concurrency_key = g."key" and r.finished_at is null
    and r.held_reason is null`;

/** How locked groups stand. */
export function readGroups(
  tx: Tx,
  groups: readonly GroupName[],
): Promise<(GroupName & GroupState)[]> {
  return rowsOf(
    tx,
    sql`
    select g."projectId", g."key", places.taken, places.oldest, (
      select w.id from runs w join jobs j on j.id = w.job_id where ${MAY_GO} limit 1
    ) as next
    from ${named(groups)} cross join lateral (${PLACES}) as places`,
  );
}

/** A run that waits for a place in a group. */
export type WaitingRun = {
  readonly id: string;
  readonly pool: string;
  readonly priority: number;
  readonly exclusive: boolean;
  /** Seconds until it may start: its jitter may not be over yet. */
  readonly delaySeconds: number;
  /** The group its job has now; null when it has none any more. */
  readonly group: { readonly key: string; readonly limit: number } | null;
  /** Places taken in the group it waits for. */
  readonly taken: number;
};

/** The runs of a locked group that may go by their own job's limit: the more urgent first, then as they began to wait. */
export function readWaitingRuns(tx: Tx, group: GroupName, limit: number): Promise<WaitingRun[]> {
  return rowsOf<WaitingRun>(
    tx,
    sql`
    select w.id, w.pool, w.priority, w.exclusive, j.concurrency_group as "group", places.taken,
      greatest(0, extract(epoch from w.available_at - punctual_now()))::float8 as "delaySeconds"
    from ${named([group])} cross join lateral (${PLACES}) as places
    join runs w on true join jobs j on j.id = w.job_id
    where ${MAY_GO}
    order by w.priority desc, w.decision->'waits'->-1->>'since', w.id
    limit ${limit}`,
  );
}

/** Lets waiting runs wait for the group their job has now, instead of the one it had. */
export async function moveWaitingRuns(
  tx: Tx,
  runs: readonly { readonly id: string; readonly key: string }[],
): Promise<void> {
  await tx.execute(sql`
    update runs r set concurrency_key = m."key" from json_to_recordset(${batch(runs)}) as m("id" uuid, "key" text)
    where r.id = m."id" and r.status = 'pending' and r.held_reason = 'concurrency'`);
}

/** Groups that runs wait for: of some jobs, or of all. */
export function readGroupsWaitedFor(
  db: Db,
  jobIds: readonly string[] | null,
): Promise<GroupName[]> {
  const among = jobIds === null ? sql`` : sql`and job_id = any(${anyOf(jobIds, "uuid")})`;
  return rowsOf<GroupName>(
    db,
    sql`select distinct project_id as "projectId", concurrency_key as "key" from runs
      where concurrency_key is not null and finished_at is null and held_reason = 'concurrency' ${among}`,
  );
}
