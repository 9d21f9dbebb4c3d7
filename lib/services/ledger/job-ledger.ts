import { readLedgerJobs } from "../../../db/queries/ledger.ts";
import { readFindings } from "../../../db/queries/ledger-findings.ts";
import { readNow } from "../../../db/sql.ts";
import type { JobLedgerView, LedgerRange } from "../../contracts/ledger.ts";
import { notFound, unavailable } from "../../domain/errors.ts";
import type { Context } from "../context.ts";
import { type JobReference, reachJob } from "../jobs/reach.ts";
import { accountsOf, inSnapshot } from "./accounts.ts";
import { keptSince, rangeAsked } from "./question.ts";
import { findingView, totalsView } from "./view.ts";

const UNREADABLE =
  "This process cannot read a schedule the job has or had: its time-zone data is older than that of the version that stored it. Run that version, or a newer one.";
/** Slots counted row by row, in some 50 ms; of longer ranges whole days come from the statistics. */
const ROWS = 50_000;

/**
 * The account of a job's slots in a range, by default all of its life. Throws `not_found`, `forbidden`, `invalid` for a
 * range that ends before it begins.
 */
export async function readJobLedger(
  ctx: Context,
  reference: JobReference,
  query: LedgerRange,
): Promise<JobLedgerView> {
  const { id: jobId } = await reachJob(ctx, "jobs.read", reference);
  return inSnapshot(ctx.db, async (tx) => {
    const [job] = await readLedgerJobs(tx, [jobId]);
    if (job === undefined) throw notFound("job");
    const { decidedUntil } = job;
    const now = await readNow(tx);
    const range = rangeAsked(query, { from: job.eras[0]?.after ?? now });
    const { accounts } = await accountsOf(tx, [{ job, range }], {
      now,
      keptSince: keptSince(ctx.config, now),
      rowsUpTo: ROWS,
    });
    const [account] = accounts;
    if (account === undefined) throw unavailable(UNREADABLE);
    const [finding] = await readFindings(tx, { jobId }, 1);
    return {
      ...totalsView({ ...account, isBalanced: account.difference === 0, decidedUntil }, now),
      finding: finding === undefined ? null : findingView(finding),
    };
  });
}
