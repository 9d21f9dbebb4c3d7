import { z } from "zod";
import { OVERLAP_POLICIES } from "../domain/policies.ts";
import { RUN_STATUSES } from "../domain/run-state.ts";
import { author, id, instant, instantInput, pageOf, pageQuery, projectInput } from "./common.ts";
import { overlapPolicy } from "./policies.ts";

/** The slots from ≤ slot < to, as far as the schedule has been decided (B1). `overlap` absent is `queue_all`. */
export const backfillBody = z.strictObject({
  from: instantInput,
  to: instantInput,
  overlap: overlapPolicy.optional(),
  dryRun: z.boolean().optional(),
});
export type BackfillBody = z.infer<typeof backfillBody>;

/** What a backfill would open; `completed` of its slots have completed before. */
export const backfillPlanView = z
  .strictObject({
    count: z.int(),
    completed: z.int(),
    first: instant.nullable(),
    last: instant.nullable(),
  })
  .meta({ id: "BackfillPlan" });
export type BackfillPlanView = z.infer<typeof backfillPlanView>;

export const backfillStartedView = z
  .strictObject({ backfillId: id, count: z.int() })
  .meta({ id: "BackfillStarted" });
export type BackfillStartedView = z.infer<typeof backfillStartedView>;

const BACKFILL_STATUSES = ["running", "finished", "cancelling", "cancelled"] as const;

/** A backfill and how it stands; `count` is the number of rows it wrote, `counts` says where they are now. */
export const backfillView = z
  .strictObject({
    id,
    project: z.string(),
    jobId: id,
    jobKey: z.string(),
    jobName: z.string(),
    from: instant,
    to: instant,
    overlap: z.enum(OVERLAP_POLICIES),
    count: z.int(),
    status: z.enum(BACKFILL_STATUSES),
    counts: z.record(z.enum(RUN_STATUSES), z.int()),
    requestedBy: author,
    createdAt: instant,
    /** End of its last run, once none is open. */
    finishedAt: instant.nullable(),
    cancelledBy: author,
    cancelledAt: instant.nullable(),
  })
  .meta({ id: "Backfill" });
export type BackfillView = z.infer<typeof backfillView>;

export const backfillPage = pageOf(backfillView);
export const backfillListQuery = z.strictObject({ ...pageQuery, project: projectInput });
export type BackfillListQuery = z.infer<typeof backfillListQuery>;
