import type { ActionResult } from "../../lib/client/action-result.ts";
import type { LastRunView } from "../../lib/contracts/job.ts";

/** What a person may do with a job; server actions that the page hands down. */
export type JobActions = {
  readonly pause: (jobId: string) => Promise<ActionResult<null>>;
  readonly resume: (jobId: string) => Promise<ActionResult<null>>;
  readonly runNow: (
    jobId: string,
  ) => Promise<ActionResult<Pick<LastRunView, "id" | "status" | "reason">>>;
  readonly remove: (jobId: string) => Promise<ActionResult<null>>;
};
