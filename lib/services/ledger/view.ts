import type { Finding } from "../../../db/queries/ledger-findings.ts";
import type { JobLedgerView, LedgerFinding, LedgerImbalance } from "../../contracts/ledger.ts";
import type { SlotCounts } from "../../domain/ledger.ts";
import { formatInstant } from "../../domain/schedule/moment.ts";
import type { JobAccount } from "./accounts.ts";

/** What accounts of jobs and of projects have in common. Instants are milliseconds since 1970. */
export type Totals = Pick<
  JobAccount,
  "range" | "planned" | "counts" | "difference" | "undecided"
> & {
  readonly isBalanced: boolean;
  readonly decidedUntil: number;
};

/** An account as the API shows it; an end of its range that lies nowhere is now. */
export function totalsView(totals: Totals, now: number): Omit<JobLedgerView, "finding"> {
  const { range, planned, counts, isBalanced, difference, undecided, decidedUntil } = totals;
  const { completed, failed, cancelled, skipped, missed, open }: SlotCounts = counts;
  return {
    from: formatInstant(range.from),
    to: formatInstant(endOf(range.to, now)),
    planned,
    completed,
    failed,
    cancelled,
    skipped,
    missed,
    open,
    balanced: isBalanced,
    difference,
    undecided,
    decidedUntil: formatInstant(decidedUntil),
  };
}

/** What the check found, as a job shows it. */
export function findingView({ range, difference, foundAt }: Finding): LedgerFinding {
  return {
    from: formatInstant(range.from),
    to: formatInstant(range.to),
    difference,
    foundAt: formatInstant(foundAt),
  };
}

/** What the check found, as a project shows it. */
export function foundImbalance(finding: Finding): LedgerImbalance {
  return { jobId: finding.jobId, jobName: finding.jobName, ...findingView(finding) };
}

/** An account that does not add up, as a project shows it. */
export function countedImbalance(account: JobAccount, now: number): LedgerImbalance {
  const { job, range, difference } = account;
  return {
    jobId: job.id,
    jobName: job.name,
    from: formatInstant(range.from),
    to: formatInstant(endOf(range.to, now)),
    difference,
    foundAt: null,
  };
}

function endOf(to: number, now: number): number {
  return Number.isFinite(to) ? to : now;
}
