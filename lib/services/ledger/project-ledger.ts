import type { Tx } from "../../../db/client.ts";
import { type LedgerJob, pageLedgerJobs } from "../../../db/queries/ledger.ts";
import { readFindings } from "../../../db/queries/ledger-findings.ts";
import { readNow } from "../../../db/sql.ts";
import type { LedgerImbalance, LedgerRange, ProjectLedgerView } from "../../contracts/ledger.ts";
import {
  addSlots,
  dayEnd,
  dayStart,
  NO_SLOTS,
  type Range,
  type SlotCounts,
} from "../../domain/ledger.ts";
import { enterProject } from "../authorize.ts";
import type { Context } from "../context.ts";
import { type Accounts, accountsOf, inSnapshot, type JobAccount } from "./accounts.ts";
import { keptSince, rangeAsked } from "./question.ts";
import { countedImbalance, foundImbalance, totalsView } from "./view.ts";

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 30;
/** Jobs counted in one transaction, in some 100 ms. */
const PAGE = 1_000;
/** Jobs counted for one answer, in some seconds. */
const MOST_JOBS = 50_000;
const SHOWN_IMBALANCES = 20;
const FIRST_ID = "00000000-0000-0000-0000-000000000000";

/**
 * The accounts of all jobs of a project together, deleted ones included, in whole UTC days: those come from statistics,
 * however many runs there are. Throws `not_found`, `forbidden`, `invalid` for a range that ends before it begins.
 */
export async function readProjectLedger(
  ctx: Context,
  reference: string,
  query: LedgerRange,
): Promise<ProjectLedgerView> {
  const { id: projectId } = await enterProject(ctx, "jobs.read", reference);
  const now = await readNow(ctx.db);
  const range = wholeDays(rangeAsked(query, { from: now - DEFAULT_DAYS * DAY_MS }));
  let sums = nothingYet(now);
  let page: Page = { accounts: [], unreadable: 0, jobs: 0, last: FIRST_ID };
  while (page.last !== null && sums.jobs < MOST_JOBS) {
    const after = page.last;
    page = await inSnapshot(ctx.db, (tx) => countPage(ctx, tx, { projectId, range, after }));
    sums = addPage(sums, page);
  }
  const found = await readFindings(ctx.db, { projectId }, SHOWN_IMBALANCES);
  const { jobs, unreadable } = sums;
  const isBalanced = sums.unbalanced.length === 0 && found.length === 0;
  return {
    ...totalsView({ ...sums, range, isBalanced }, now),
    jobs,
    unreadable,
    truncated: page.last !== null,
    imbalances: together(
      found.map(foundImbalance),
      sums.unbalanced.map((account) => countedImbalance(account, now)),
    ),
  };
}

function wholeDays({ from, to }: Range): Range {
  return { from: dayStart(from), to: dayEnd(to) };
}

/** `last` is where the next page begins, null after the last one. */
type Page = Accounts & { readonly jobs: number; readonly last: string | null };

async function countPage(
  ctx: Context,
  tx: Tx,
  of: { readonly projectId: string; readonly range: Range; readonly after: string },
): Promise<Page> {
  const { projectId, range, after } = of;
  const now = await readNow(tx);
  const page = { projectId, since: range.from, after, limit: PAGE };
  const jobs: LedgerJob[] = await pageLedgerJobs(tx, page);
  const question = { now, keptSince: keptSince(ctx.config, now), rowsUpTo: 0 };
  const last = jobs.length < PAGE ? null : (jobs.at(-1)?.id ?? null);
  const asked = jobs.map((job) => ({ job, range }));
  return { ...(await accountsOf(tx, asked, question)), jobs: jobs.length, last };
}

type Sums = {
  readonly jobs: number;
  readonly unreadable: number;
  readonly planned: number;
  readonly counts: SlotCounts;
  readonly difference: number;
  readonly undecided: number;
  readonly decidedUntil: number;
  readonly unbalanced: readonly JobAccount[];
};

function nothingYet(now: number): Sums {
  return {
    jobs: 0,
    unreadable: 0,
    planned: 0,
    counts: NO_SLOTS,
    difference: 0,
    undecided: 0,
    decidedUntil: now,
    unbalanced: [],
  };
}

function addPage(sums: Sums, { accounts, unreadable, jobs }: Page): Sums {
  const total = (of: (account: JobAccount) => number): number =>
    accounts.reduce((sum, account) => sum + of(account), 0);
  const behind = accounts.filter(({ undecided }) => undecided > 0);
  const unbalanced = accounts.filter(({ difference }) => difference !== 0);
  return {
    jobs: sums.jobs + jobs,
    unreadable: sums.unreadable + unreadable,
    planned: sums.planned + total((account) => account.planned),
    counts: accounts.reduce((all, { counts }) => addSlots(all, counts), sums.counts),
    difference: sums.difference + total((account) => account.difference),
    undecided: sums.undecided + total((account) => account.undecided),
    decidedUntil: Math.min(sums.decidedUntil, ...behind.map(({ job }) => job.decidedUntil)),
    unbalanced: [...sums.unbalanced, ...unbalanced].slice(0, SHOWN_IMBALANCES),
  };
}

/** What the check found goes before what this count alone found, and each job stands there once. */
function together(
  found: readonly LedgerImbalance[],
  counted: readonly LedgerImbalance[],
): LedgerImbalance[] {
  const known = new Set(found.map(({ jobId }) => jobId));
  return [...found, ...counted.filter(({ jobId }) => !known.has(jobId))].slice(0, SHOWN_IMBALANCES);
}
