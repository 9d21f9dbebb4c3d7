import { eq, sql } from "drizzle-orm";
import type { MisfirePolicy } from "../../lib/domain/policies.ts";
import type { Db, Tx } from "../client.ts";
import { anyOf } from "../keyset.ts";
import { projectPauses } from "../schema/project-pauses.ts";
import { users } from "../schema/users.ts";
import { epochMs, fromMs, rowsOf } from "../sql.ts";

const GOES_ON = sql`resumed_at is null and (until is null or until > punctual_now())`;

/** The pause the project of a row of `jobs` is in, for statements that read `jobs`; null when it is in none. Milliseconds. */
export const pauseOfProject = sql<{ at: number; until: number | null } | null>`(
  select json_build_object('at', ${epochMs(sql`paused_at`)}, 'until', ${epochMs(sql`until`)})
  from project_pauses where project_id = jobs.project_id and ${GOES_ON})`;

/** Whether the project of a row of `jobs` is paused, for statements that read `jobs`. */
export const isProjectPaused = sql<boolean>`exists (
  select 1 from project_pauses where project_id = jobs.project_id and ${GOES_ON})`;

/** A pause of a project, as its people see it. */
export type ProjectPauseRow = {
  readonly projectId: string;
  readonly at: Date;
  readonly until: Date | null;
  readonly note: string | null;
  readonly by: string | null;
  readonly byName: string | null;
};

/** The pauses that go on in some projects. */
export function readPausesGoingOn(
  on: Db | Tx,
  projectIds: readonly string[],
): Promise<ProjectPauseRow[]> {
  return on
    .select({
      projectId: projectPauses.projectId,
      at: projectPauses.pausedAt,
      until: projectPauses.until,
      note: projectPauses.note,
      by: projectPauses.pausedBy,
      byName: users.name,
    })
    .from(projectPauses)
    .leftJoin(users, eq(users.id, projectPauses.pausedBy))
    .where(sql`${projectPauses.projectId} = any(${anyOf(projectIds, "uuid")}) and ${GOES_ON}`);
}

/** Makes the caller the only one to pause or resume a project until its transaction ends. */
export async function lockProject(tx: Tx, projectId: string): Promise<void> {
  await tx.execute(sql`select 1 from projects where id = ${projectId}::uuid for no key update`);
}

/** The pause of a locked project that nobody has ended; `isOver` when its own end has come. `until` in milliseconds. */
export type OpenPause = {
  readonly id: string;
  readonly until: number | null;
  readonly note: string | null;
  readonly isOver: boolean;
};

export async function findOpenPause(tx: Tx, projectId: string): Promise<OpenPause | undefined> {
  const rows = await rowsOf<OpenPause>(
    tx,
    sql`select id, ${epochMs(sql`until`)} as until, note, coalesce(until <= punctual_now(), false) as "isOver"
      from project_pauses where project_id = ${projectId}::uuid and resumed_at is null`,
  );
  return rows[0];
}

/** Begins a pause now. */
export async function insertPause(
  tx: Tx,
  pause: {
    readonly id: string;
    readonly projectId: string;
    readonly until: number | null;
    readonly note: string | null;
    readonly pausedBy: string | null;
  },
): Promise<void> {
  await tx.insert(projectPauses).values({ ...pause, until: fromMs(pause.until) });
}

/** Gives a pause another end and note. */
export async function changePause(
  tx: Tx,
  id: string,
  change: { readonly until: number | null; readonly note: string | null },
): Promise<void> {
  await tx
    .update(projectPauses)
    .set({ until: fromMs(change.until), note: change.note })
    .where(eq(projectPauses.id, id));
}

/** Ends a pause now, by hand. Planners that are parking jobs in it are waited for. */
export async function endPause(
  tx: Tx,
  id: string,
  by: { readonly missed: MisfirePolicy["policy"] | null; readonly resumedBy: string | null },
): Promise<void> {
  await tx
    .update(projectPauses)
    .set({ ...by, resumedAt: sql`greatest(punctual_now(), ${projectPauses.pausedAt})` })
    .where(eq(projectPauses.id, id));
}

/** Notes the end of pauses whose own end has come, of one project or of all; answers the projects. */
export async function endPausesThatAreOver(tx: Tx, projectId?: string): Promise<string[]> {
  const among = projectId === undefined ? sql`` : sql`and project_id = ${projectId}::uuid`;
  const rows = await rowsOf<{ projectId: string }>(
    tx,
    sql`update project_pauses set resumed_at = until
      where resumed_at is null and until <= punctual_now() ${among} returning project_id as "projectId"`,
  );
  return rows.map((row) => row.projectId);
}

/**
 * Of these pauses those that go on for as long as the caller's transaction, and their ends in milliseconds: whoever wants
 * to end or change one waits for it. One that somebody is ending at this moment is missing.
 */
export async function holdPauses(
  tx: Tx,
  ids: readonly string[],
): Promise<Map<string, number | null>> {
  const rows = await rowsOf<{ id: string; until: number | null }>(
    tx,
    sql`select id, ${epochMs(sql`until`)} as until from project_pauses
      where id = any(${anyOf(ids, "uuid")}) and resumed_at is null for share skip locked`,
  );
  return new Map(rows.map((row) => [row.id, row.until]));
}

/** Clocks of one statement. */
const BATCH = 20_000;

/** Lets planners look at the parked jobs of a project now. */
export async function wakeParked(tx: Tx, projectId: string): Promise<void> {
  await moveParked(
    tx,
    sql`next_fire_at = punctual_now(), parked = false`,
    sql`project_id = ${projectId}::uuid and parked`,
  );
}

/** Lets planners look at the parked jobs of a project at another time, milliseconds since 1970; null is not at all. */
export async function postponeParked(
  tx: Tx,
  projectId: string,
  until: number | null,
): Promise<void> {
  await moveParked(
    tx,
    sql`next_fire_at = ${fromMs(until)}`,
    sql`project_id = ${projectId}::uuid and parked and next_fire_at is distinct from ${fromMs(until)}`,
  );
}

async function moveParked(tx: Tx, set: ReturnType<typeof sql>, where: ReturnType<typeof sql>) {
  let moved = BATCH;
  while (moved === BATCH) {
    const [row] = await rowsOf<{ moved: number }>(
      tx,
      sql`
      with moved as (
        update job_clocks set ${set}
        where job_id in (select job_id from job_clocks where ${where} limit ${BATCH}) returning 1
      )
      select count(*)::int as moved from moved`,
    );
    moved = row?.moved ?? 0;
  }
}
