import type { Db, Tx } from "../../../db/client.ts";
import {
  countSlots,
  type JobLongRow,
  type JobSlots,
  type LedgerJob,
  readLongRows,
} from "../../../db/queries/ledger.ts";
import {
  addSlots,
  allSlots,
  dayEnd,
  dayStart,
  fateOfStatus,
  NO_SLOTS,
  type Plan,
  plannedSlots,
  type Range,
  rangeAround,
  type SlotCounts,
  slotsInside,
  splitDays,
  undecidedSlots,
} from "../../domain/ledger.ts";
import { plansOf } from "./plans.ts";

/** A job whose account is wanted, and the range of it. Instants are milliseconds since 1970. */
export type Asked = { readonly job: LedgerJob; readonly range: Range };

/** How accounts are drawn up. */
export type Question = {
  readonly now: number;
  /** From here on the rows of all slots are there; retention may have removed older ones, whose days are counted whole. */
  readonly keptSince: number;
  /** Up to so many slots of a job are counted row by row, which tells lost rows from rows that were never counted. */
  readonly rowsUpTo: number;
};

/** What a job's ledger holds in a range, against what its schedules planned there. */
export type JobAccount = {
  readonly job: LedgerJob;
  /** What was counted: the range asked for, but for ends that retention or a long row moved. */
  readonly range: Range;
  readonly planned: number;
  readonly counts: SlotCounts;
  /** Planned less accounted for: above 0 rows are missing, below 0 there are too many. */
  readonly difference: number;
  readonly undecided: number;
};

/** The accounts of the jobs whose schedules can be read. */
export type Accounts = { readonly accounts: readonly JobAccount[]; readonly unreadable: number };

/** Reads with all statements seeing one moment, so that a slot decided meanwhile is on both sides or on none. */
export function inSnapshot<T>(db: Db, read: (tx: Tx) => Promise<T>): Promise<T> {
  return db.transaction(read, { isolationLevel: "repeatable read", accessMode: "read only" });
}

/** Draws up the accounts of some jobs, in a few statements however many they are. */
export async function accountsOf(
  tx: Tx,
  asked: readonly Asked[],
  question: Question,
): Promise<Accounts> {
  const plans = await plansOf(
    tx,
    asked.map(({ job }) => job),
  );
  const readable = asked.flatMap(({ job, range }): Settled[] => {
    const plan = plans.get(job.id) ?? null;
    if (plan === null) return [];
    return [{ job, asked: range, plan, rows: [], range: settle(plan, range, question) }];
  });
  const settled = await withLongRows(tx, readable, question);
  const counted = await countSlots(
    tx,
    settled.map(({ job, plan, range }) => ({ jobId: job.id, ...booksFor(plan, range, question) })),
  );
  const ofJob = Map.groupBy(counted, (slots) => slots.jobId);
  return {
    accounts: settled.map((one) => accountOf(one, ofJob.get(one.job.id) ?? [], question)),
    unreadable: asked.length - readable.length,
  };
}

/** A job with the range that is counted for it and the long rows that reach into it. */
type Settled = {
  readonly job: LedgerJob;
  readonly asked: Range;
  readonly plan: Plan;
  readonly range: Range;
  readonly rows: readonly JobLongRow[];
};

/**
 * Opens ends beyond which the job has nothing, so that a row that should not be there is found there too; and moves
 * ends whose rows retention may have removed to the ends of their days.
 */
function settle({ eras }: Plan, { from, to }: Range, { now, keptSince }: Question): Range {
  const beginning = eras[0]?.after ?? Number.NEGATIVE_INFINITY;
  const openTo = to > now ? Number.POSITIVE_INFINITY : to;
  return {
    from: from <= beginning ? Number.NEGATIVE_INFINITY : from < keptSince ? dayStart(from) : from,
    to: openTo < keptSince ? dayEnd(openTo) : openTo,
  };
}

/** Reads long rows until no range cuts one that cannot be cut. Ranges only grow, so this ends. */
async function withLongRows(
  tx: Tx,
  jobs: readonly Settled[],
  question: Question,
): Promise<Settled[]> {
  const asked = jobs.map(({ job, range }) => ({ jobId: job.id, range }));
  const rows = Map.groupBy(await readLongRows(tx, asked), (row) => row.jobId);
  const read = jobs.map((one) => ({ ...one, rows: rows.get(one.job.id) ?? [] }));
  const isCut = (one: Settled): boolean => grown(one, question) !== null;
  const whole = read.filter((one) => !isCut(one));
  if (whole.length === read.length) return whole;
  const wider = read.flatMap((one) => {
    const range = grown(one, question);
    return range === null ? [] : [{ ...one, range }];
  });
  return [...whole, ...(await withLongRows(tx, wider, question))];
}

function grown({ plan, rows, range }: Settled, question: Question): Range | null {
  const around = rangeAround(plan, rows, range);
  const isSame = around.from === range.from && around.to === range.to;
  return isSame ? null : settle(plan, around, question);
}

/** Whole days from the statistics before `until`, rows after it. */
function booksFor(plan: Plan, range: Range, { keptSince, rowsUpTo }: Question) {
  const kept = { from: Math.max(range.from, keptSince), to: range.to };
  const byRow = plannedSlots(plan, kept) <= rowsUpTo;
  return splitDays(range, byRow ? dayEnd(keptSince) : Number.POSITIVE_INFINITY);
}

function accountOf(
  { job, asked, plan, rows, range }: Settled,
  counted: readonly JobSlots[],
  { now }: Question,
): JobAccount {
  const single = counted.map(({ status, slots }) => ({ [fateOfStatus(status)]: slots }));
  const long = rows.map((row) => ({
    [fateOfStatus(row.status)]: slotsInside(plan, row, range) ?? row.slots,
  }));
  const counts = [...single, ...long].reduce<SlotCounts>(
    (sum, part) => addSlots(sum, { ...NO_SLOTS, ...part }),
    NO_SLOTS,
  );
  const planned = plannedSlots(plan, range);
  return {
    job,
    range: {
      from: Number.isFinite(range.from) ? range.from : asked.from,
      to: Number.isFinite(range.to) ? range.to : asked.to,
    },
    planned,
    counts,
    difference: planned - allSlots(counts),
    undecided: job.isDeleted ? 0 : undecidedSlots(plan, range, now),
  };
}
