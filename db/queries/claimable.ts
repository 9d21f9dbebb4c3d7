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
/** The words of the index `runs_handed_over`: in the hands of somebody outside. */
const OUTSIDE = sql.raw("handed_over_at is not null and finished_at is null");
/** Runs a project holds are counted to this many; beyond that all are equally busy. */
const BUSY_COUNTED = 1_000;

/** A run to be handed out. */
export type Claimable = { readonly runId: string; readonly projectId: string };

/** Before all projects. */
export const FIRST_PROJECT = "00000000-0000-0000-0000-000000000000";

/**
 * The next runs to be handed out, locked: within a project by priority and age, between projects by turns, the one with
 * the fewest runs outside first, among equals those that follow `servedLast`. Looks at no more projects than can have a
 * share, jumps from lane to lane (project, task), so that a backlog costs as little as a single run, and reads of each
 * project only what can be its share: a short answer may leave some behind. Those that somebody else is handing out are
 * passed over; those the caller has `locked` before count as outside.
 */
export function lockClaimable(
  tx: Tx,
  wanted: Wanted,
  limit: number,
  { servedLast, locked }: { readonly servedLast: string; readonly locked: readonly Claimable[] },
): Promise<Claimable[]> {
  const claimable = sql`${CLAIMABLE} and pool = ${wanted.pool}`;
  const dueIn = (lane: SQL): SQL => sql`${claimable} and project_id = ${lane}.project_id
    and external_task = ${lane}.external_task and available_at <= punctual_now() and id <> all(array(select "runId" from locked))
    order by priority desc, available_at`;
  return rowsOf<Claimable>(
    tx,
    sql`
    with recursive locked as (
      select * from json_to_recordset(${batch(locked)}) as x("runId" uuid, "projectId" uuid)
    ),
    busy (project_id) as (
      (select project_id from runs where ${OUTSIDE} order by project_id limit 1)
      union all
      select next.project_id from busy cross join lateral (
        select project_id from runs where ${OUTSIDE} and project_id > busy.project_id order by project_id limit 1) as next
    ),
    projects (n, wrapped, project_id) as (
      select 0, false, ${servedLast}::uuid
      union all
      select projects.n + 1, next.wrapped, next.project_id from projects cross join lateral (
        (select projects.wrapped as wrapped, project_id from (
          select project_id from runs where ${claimable} and project_id > projects.project_id order by project_id limit 1
        ) as ahead where not projects.wrapped or project_id <= ${servedLast}::uuid)
        union all
        (select true, project_id from runs
          where ${claimable} and project_id <= ${servedLast}::uuid and not projects.wrapped order by project_id limit 1)
        order by wrapped limit 1
      ) as next
    ),
    due as materialized (
      select projects.n, projects.project_id from projects cross join lateral (
        select 1 from (${lanesOf(claimable, wanted)}) as lane
        cross join lateral (select 1 from runs where ${dueIn(sql`lane`)} limit 1) as first limit 1
      ) as has_due
      where projects.n > 0 and ${ofProjects(wanted)} limit ${limit * 2} + (select count(*) from busy)
    ),
    weighed as materialized (
      select n, project_id, (select count(*) from locked where "projectId" = due.project_id) + (select count(*) from (
        select 1 from runs where project_id = due.project_id and ${OUTSIDE} limit ${BUSY_COUNTED}) as outside) as held
      from due
    ),
    level as materialized (
      select ceil((${limit * 2} + coalesce(sum(held), 0)) / greatest(count(*), 1))::int as most from weighed
    ),
    waiting as (
      select next.id, projects.n, projects.held + row_number()
        over (partition by projects.project_id order by next.priority desc, next.available_at, next.id) as place
      from level cross join weighed as projects cross join lateral (${lanesOf(claimable, wanted)}) as lane
      cross join lateral (
        select id, priority, available_at from runs where ${dueIn(sql`lane`)} limit greatest(level.most - projects.held, 0)
      ) as next
    ),
    turn as (
      select id, row_number() over (order by place, n) as n from waiting order by n limit ${limit * 2}
    )
    select r.id as "runId", r.project_id as "projectId" from turn join runs r on r.id = turn.id
    where r.status = 'pending' and r.held_reason is null
    order by turn.n limit ${limit} for update of r skip locked`,
  );
}

/** The lanes of a row of `projects` that may be claimed from. */
function lanesOf(claimable: SQL, { tasks }: Wanted): SQL {
  const mine = sql`${claimable} and project_id = projects.project_id`;
  const ofTasks = tasks === null ? sql`true` : sql`external_task = any(${anyOf(tasks, "text")})`;
  return sql`
    with recursive lanes as (
      (select project_id, external_task from runs where ${mine} order by external_task limit 1)
      union all
      select next.* from lanes cross join lateral (
        select project_id, external_task from runs where ${mine} and external_task > lanes.external_task
        order by external_task limit 1) as next
    )
    select * from lanes where ${ofTasks}`;
}

function ofProjects({ projects }: Wanted): SQL {
  return projects === null ? sql`true` : sql`project_id = any(${anyOf(projects, "uuid")})`;
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
