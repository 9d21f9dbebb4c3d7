import { sql } from "drizzle-orm";
import type { JsonObject } from "../../lib/domain/json.ts";
import type { RunStatus } from "../../lib/domain/run-state.ts";
import type { Db, Tx } from "../client.ts";
import { anyOf } from "../keyset.ts";
import { rowsOf } from "../sql.ts";
import { newestRuns, type RunFilter } from "./runs.ts";

/** A run something may be done with, among many. */
export type PickedRun = {
  readonly id: string;
  readonly jobId: string;
  readonly status: RunStatus;
  readonly jobDeleted: boolean;
};

const PICKED = sql`r.id, r.job_id as "jobId", r.status, j.deleted_at is not null as "jobDeleted"`;

/** Runs a filter means, newest first. */
export async function pickRuns(on: Db | Tx, filter: RunFilter): Promise<PickedRun[]> {
  if (filter.jobIds?.length === 0) return [];
  return rowsOf<PickedRun>(
    on,
    sql`select ${PICKED} from (${newestRuns(filter)}) as r join jobs j on j.id = r.job_id order by r.id desc`,
  );
}

/** Runs of a project by id, newest first; ids that are no run of it are missing. */
export function pickRunsById(
  on: Db | Tx,
  projectId: string,
  ids: readonly string[],
): Promise<PickedRun[]> {
  return rowsOf<PickedRun>(
    on,
    sql`select ${PICKED} from runs r join jobs j on j.id = r.job_id
      where r.id = any(${anyOf(ids, "uuid")}) and r.project_id = ${projectId}::uuid order by r.id desc`,
  );
}

/** How many runs a filter means; its `limit` stands for that many or more. */
export async function countRuns(on: Db | Tx, filter: RunFilter): Promise<number> {
  if (filter.jobIds?.length === 0) return 0;
  const [row] = await rowsOf<{ count: number }>(
    on,
    sql`select count(*)::int as count from (${newestRuns(filter)}) as r`,
  );
  return row?.count ?? 0;
}

/** What a re-run keeps of a run. */
export type RepeatedRun = {
  readonly id: string;
  readonly jobId: string;
  readonly jobVersion: number;
  readonly templateVersionId: string;
  /** Those given with the run; null takes those of its job's version. */
  readonly params: JsonObject | null;
};

/** Runs to repeat, in the order in which they were made. */
export function readRepeatedRuns(tx: Tx, ids: readonly string[]): Promise<RepeatedRun[]> {
  return rowsOf<RepeatedRun>(
    tx,
    sql`select id, job_id as "jobId", job_version as "jobVersion", template_version_id as "templateVersionId", params
      from runs where id = any(${anyOf(ids, "uuid")}) order by id`,
  );
}
