import type { Page } from "../../lib/contracts/common.ts";
import type { JobListQuery, JobView } from "../../lib/contracts/job.ts";
import type { RunListQuery, RunView } from "../../lib/contracts/run.ts";
import type { WorkerListQuery, WorkerView } from "../../lib/contracts/worker.ts";

/** The lists the overview is made of. */
export const OVERVIEW_LISTS: {
  readonly live: RunListQuery;
  readonly troubled: RunListQuery;
  readonly jobs: JobListQuery;
  readonly workers: WorkerListQuery;
} = {
  live: { status: ["running", "cancelling", "pending"], limit: 8 },
  troubled: { status: ["failed", "missed"], limit: 8 },
  jobs: { status: ["active"], limit: 200 },
  workers: { limit: 50 },
};

export type Overview = {
  readonly live: Page<RunView>;
  readonly troubled: Page<RunView>;
  readonly jobs: Page<JobView>;
  readonly workers: Page<WorkerView>;
};
