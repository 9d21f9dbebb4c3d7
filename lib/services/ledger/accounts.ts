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
import type { RunStatus } from "../../domain/run-state.ts";
import { inSteps } from "../../platform/in-steps.ts";
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
  const books = await inSteps(forEach(settled, (one) => booksFor(one, question)));
  const counted = await countSlots(tx, books);
  const ofJob = Map.groupBy(counted, (slots) => slots.jobId);
  const accounts = forEach(settled, (one) => accountOf(one, ofJob.get(one.job.id) ?? [], question));
  return { accounts: await inSteps(accounts), unreadable: asked.length - readable.length };
}

/** Does some work on each of many, in its steps and with a pause after each. */
function* forEach<One, Done>(
  all: readonly One[],
  work: (one: One) => Generator<void, Done, void>,
): Generator<void, Done[], void> {
  const done: Done[] = [];
  for (const one of all) {
    done.push(yield* work(one));
    yield;
  }
  return done;
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
  const around = await inSteps(forEach(read, (one) => grown(one, question)));
  const whole = around.flatMap(({ one, range }) => (range === null ? [one] : []));
  if (whole.length === read.length) return whole;
  const wider = around.flatMap(({ one, range }) => (range === null ? [] : [{ ...one, range }]));
  return [...whole, ...(await withLongRows(tx, wider, question))];
}

/** The range a job's must grow to, or null when it may stay. */
function* grown(one: Settled, question: Question) {
  const { plan, rows, range } = one;
  const around = yield* rangeAround(plan, rows, range);
  const isSame = around.from === range.from && around.to === range.to;
  return { one, range: isSame ? null : settle(plan, around, question) };
}

/** Whole days from the statistics before `until`, rows after it. */
function* booksFor({ job, plan, range }: Settled, { keptSince, rowsUpTo }: Question) {
  const kept = { from: Math.max(range.from, keptSince), to: range.to };
  const byRow = (yield* plannedSlots(plan, kept)) <= rowsUpTo;
  return { jobId: job.id, ...splitDays(range, byRow ? dayEnd(keptSince) : Infinity) };
}

function* accountOf(
  { job, asked, plan, rows, range }: Settled,
  counted: readonly JobSlots[],
  { now }: Question,
): Generator<void, JobAccount, void> {
  let counts = NO_SLOTS;
  const add = (status: RunStatus, slots: number): void => {
    counts = addSlots(counts, { ...NO_SLOTS, [fateOfStatus(status)]: slots });
  };
  for (const { status, slots } of counted) add(status, slots);
  for (const row of rows) add(row.status, (yield* slotsInside(plan, row, range)) ?? row.slots);
  const planned = yield* plannedSlots(plan, range);
  return {
    job,
    range: {
      from: Number.isFinite(range.from) ? range.from : asked.from,
      to: Number.isFinite(range.to) ? range.to : asked.to,
    },
    planned,
    counts,
    difference: planned - allSlots(counts),
    undecided: job.isDeleted ? 0 : yield* undecidedSlots(plan, range, now),
  };
}
