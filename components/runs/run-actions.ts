import type { ActionResult } from "../../lib/client/action-result.ts";

/** What a person may do with a run; server actions that the page hands down. */
export type RunActions = {
  readonly cancel: (runId: string) => Promise<ActionResult<null>>;
  readonly rerun: (runId: string) => Promise<ActionResult<{ readonly runId: string }>>;
};
