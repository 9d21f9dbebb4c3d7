import { type SQL, sql } from "drizzle-orm";
import type { Db, Tx } from "../client.ts";
import { anyOf } from "../keyset.ts";
import { batch, rowsOf } from "../sql.ts";

/** What a worker outside asks for. */
export type Wanted = {
  readonly pool: string;
  /** Null is any task. */
  readonly tasks: readonly string[] | null;
  /** Null is every project. */
  readonly projects: readonly string[] | null;
};

/** The words of the index `runs_claimable`: pending, not held, for workers that claim. */
const CLAIMABLE = sql.raw(
  "external_transport = 'http' and finished_at is null and handed_over_at is null and held_reason is null",
);
/** Runs a project holds are counted to this many; beyond that all are equally busy. */
const BUSY_COUNTED = 1_000;

/** A run to be handed out. */
export type Claimable = { readonly runId: string; readonly projectId: string };

/** Before all projects. */
export const FIRST_PROJECT = "00000000-0000-0000-0000-000000000000";

/**
 * The next runs to be handed out, locked: within a project by priority and age, between projects by turns, the one with
 * the fewest runs outside first, among equals the one that follows `servedLast`. Jumps from lane to lane (project, task),
 * so that a backlog costs as little as a single run, and reads of each project only what can be its share: a short answer
 * may leave some behind. Those that somebody else is handing out are passed over; those the caller has `locked` before
 * count as outside.
 */
export function lockClaimable(
  tx: Tx,
  wanted: Wanted,
  limit: number,
  { servedLast, locked }: { readonly servedLast: string; readonly locked: readonly Claimable[] },
): Promise<Claimable[]> {
  const claimable = sql`${CLAIMABLE} and pool = ${wanted.pool}`;
  const isDue = sql`available_at <= punctual_now() and id <> all(array(select "runId" from locked))`;
  return rowsOf<Claimable>(
    tx,
    sql`
    with recursive lanes as (
      (select project_id, external_task from runs where ${claimable} order by project_id, external_task limit 1)
      union all
      select next.project_id, next.external_task from lanes cross join lateral (
        select project_id, external_task from runs
        where ${claimable} and (project_id, external_task) > (lanes.project_id, lanes.external_task)
        order by project_id, external_task limit 1) as next
    ),
    locked as (
      select * from json_to_recordset(${batch(locked)}) as x("runId" uuid, "projectId" uuid)
    ),
    due as materialized (
      select project_id, external_task from lanes cross join lateral (
        select 1 from runs where ${claimable} and project_id = lanes.project_id
          and external_task = lanes.external_task and ${isDue}
        order by priority desc, available_at limit 1) as first
      where ${among(wanted)}
    ),
    busy as (
      select project_id, (select count(*) from locked where "projectId" = those.project_id) + (select count(*) from (
        select 1 from runs where project_id = those.project_id and handed_over_at is not null and finished_at is null
        limit ${BUSY_COUNTED}) as outside) as held
      from (select distinct project_id from due) as those
    ),
    level as (
      select ceil((${limit * 2} + coalesce(sum(held), 0)) / greatest(count(*), 1))::int as most from busy
    ),
    waiting as (
      select next.id, due.project_id, busy.held + row_number()
        over (partition by due.project_id order by next.priority desc, next.available_at, next.id) as place
      from level cross join due join busy using (project_id) cross join lateral (
        select id, priority, available_at from runs where ${claimable} and project_id = due.project_id
          and external_task = due.external_task and ${isDue}
        order by priority desc, available_at limit greatest(level.most - busy.held, 0)) as next
    ),
    turn as (
      select id, row_number() over (order by place, project_id <= ${servedLast}::uuid, project_id) as n
      from waiting order by n limit ${limit * 2}
    )
    select r.id as "runId", r.project_id as "projectId" from turn join runs r on r.id = turn.id
    where r.status = 'pending' and r.held_reason is null
    order by turn.n limit ${limit} for update of r skip locked`,
  );
}

function among({ tasks, projects }: Wanted): SQL {
  const ofTasks = tasks === null ? sql`true` : sql`external_task = any(${anyOf(tasks, "text")})`;
  const ofProjects =
    projects === null ? sql`true` : sql`project_id = any(${anyOf(projects, "uuid")})`;
  return sql`${ofTasks} and ${ofProjects}`;
}

/** Projects in which a person holds one of these roles; with an id only that one. */
export async function readProjectsWithRole(
  db: Db,
  userId: string,
  roles: readonly string[],
): Promise<string[]> {
  const rows = await rowsOf<{ id: string }>(
    db,
    sql`select project_id as id from project_members
      where user_id = ${userId}::uuid and role = any(${anyOf(roles, "text")}) order by project_id`,
  );
  return rows.map((row) => row.id);
}
