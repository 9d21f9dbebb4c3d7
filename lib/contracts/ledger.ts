import { z } from "zod";
import { id, instant, instantInput, projectInput } from "./common.ts";

const range = { from: instantInput.optional(), to: instantInput.optional() };

/** A range of a job's ledger: from ≤ slot < to; absent, from the job's beginning and up to now. */
export const jobLedgerQuery = z.strictObject({ project: projectInput, ...range });

/** A range of a project's ledger in whole UTC days; absent, the last 30 days up to now. */
export const projectLedgerQuery = z.strictObject(range);
export type LedgerRange = z.infer<typeof projectLedgerQuery>;

const slots = z.int().min(0);

const account = {
  /** What was counted; an end lies further out than asked where rows could not be told apart or are past retention. */
  from: instant,
  to: instant,
  /** Slots of the schedules that must have their row by now, counted without looking at any row. */
  planned: slots,
  completed: slots,
  failed: slots,
  cancelled: slots,
  skipped: slots,
  missed: slots,
  /** Slots whose run has not ended. */
  open: slots,
  balanced: z.boolean(),
  /** Planned less all the others: above 0 rows are missing, below 0 there are too many. */
  difference: z.int(),
  /** Slots that are due and not decided yet: the planner is late, or the job is paused. They are not planned yet. */
  undecided: slots,
  /** Every slot up to here is decided. */
  decidedUntil: instant,
};

/** Where the check that goes on by itself found that slots and rows do not add up. */
const finding = z.strictObject({
  from: instant,
  to: instant,
  difference: z.int(),
  foundAt: instant,
});
export type LedgerFinding = z.infer<typeof finding>;

/** The account of a job's slots. */
export const jobLedgerView = z
  .strictObject({ ...account, finding: finding.nullable() })
  .meta({ id: "JobLedger" });
export type JobLedgerView = z.infer<typeof jobLedgerView>;

const imbalance = z.strictObject({
  jobId: id,
  jobName: z.string(),
  from: instant,
  to: instant,
  difference: z.int(),
  /** When the check that goes on by itself found it; null where only this count did. */
  foundAt: instant.nullable(),
});
export type LedgerImbalance = z.infer<typeof imbalance>;

/** The accounts of all jobs of a project together. */
export const projectLedgerView = z
  .strictObject({
    ...account,
    /** Jobs that were counted, deleted ones included. */
    jobs: z.int().min(0),
    /** Jobs whose schedule this process cannot read, and which are not counted. */
    unreadable: z.int().min(0),
    /** There are more jobs than one answer counts. */
    truncated: z.boolean(),
    /** Jobs whose ledger does not add up, at most 20. */
    imbalances: z.array(imbalance),
  })
  .meta({ id: "ProjectLedger" });
export type ProjectLedgerView = z.infer<typeof projectLedgerView>;
