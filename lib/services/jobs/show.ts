import type { Db, Tx } from "../../../db/client.ts";
import { findJob, type JobName, type JobRow } from "../../../db/queries/jobs.ts";
import { listRecentRuns } from "../../../db/queries/runs.ts";
import type { JobView } from "../../contracts/job.ts";
import { notFound } from "../../domain/errors.ts";
import { existing, readCalendars } from "../calendars/rules.ts";
import { jobView } from "./view.ts";

/** Runs a job shows as bars. */
const BARS = 20;

/** Views of jobs in their order, with their newest runs read in one statement. */
export async function jobViews(on: Db | Tx, rows: readonly JobRow[]): Promise<JobView[]> {
  if (rows.length === 0) return [];
  const runs = await listRecentRuns(
    on,
    rows.map((row) => row.id),
    BARS,
  );
  const byJob = Map.groupBy(runs, (run) => run.jobId);
  const calendarsOf = await readCalendars(on, rows);
  return rows.map((row) => jobView(row, byJob.get(row.id) ?? [], existing(calendarsOf(row))));
}

/** A job as it stands now. Throws `not_found`. */
export async function showJob(on: Db | Tx, id: string): Promise<JobView> {
  const [view] = await jobViews(on, [await requireJob(on, { id })]);
  if (view === undefined) throw notFound("job");
  return view;
}

/** A job, whoever asks. Throws `not_found`, also for deleted ones. */
export async function requireJob(on: Db | Tx, by: JobName): Promise<JobRow> {
  const row = await findJob(on, by);
  if (row === undefined) throw notFound("job");
  return row;
}
