import type { Tx } from "../../../db/client.ts";
import { insertEvents } from "../../../db/queries/events.ts";
import { type LedgerJob, pageLedgerJobs, readLedgerJobs } from "../../../db/queries/ledger.ts";
import {
  correctFindings,
  type Finding,
  moveRound,
  readFindings,
  readRound,
  resolveFinding,
  writeFinding,
} from "../../../db/queries/ledger-findings.ts";
import { readNow } from "../../../db/sql.ts";
import { dayStart, plannedSlots, type Range } from "../../domain/ledger.ts";
import { inSteps } from "../../platform/in-steps.ts";
import type { Platform } from "../context.ts";
import { type Asked, accountsOf, inSnapshot, type JobAccount, type Question } from "./accounts.ts";
import { locate } from "./locate.ts";
import { plansOf } from "./plans.ts";
import { keptSince } from "./question.ts";

type Hands = Pick<Platform, "db" | "hints" | "config">;

/** What one step of the round may look at: jobs, and rows of the ledger. */
export type StepSize = { readonly jobs: number; readonly slots: number };

/** A ledger whose slots and rows differ. */
export type Imbalance = Pick<Finding, "jobId" | "projectId" | "range" | "difference">;

/** What a step did. */
export type CheckedLedgers = {
  readonly jobs: number;
  /** What stood nowhere before. */
  readonly found: readonly Imbalance[];
  /** Jobs whose ledger adds up again. */
  readonly resolved: readonly string[];
  /** All jobs have been looked at; the next step begins anew. */
  readonly isRoundOver: boolean;
};

const DAY_MS = 86_400_000;
/** Whole UTC days looked at, today included. A round over all jobs may take that long without missing a slot. */
const DAYS = 3;
/** Imbalances of one step whose place is looked for; where there are more, something larger has happened. */
const LOCATED = 10;
/** Findings looked at again in one step. */
const AGAIN = 500;

/**
 * One step of the round that checks the ledgers of all jobs: first those that did not add up, then the next in turn. What
 * it finds is written down and told, once. Two steps at a time do no harm.
 */
export async function checkLedgers(platform: Hands, size: StepSize): Promise<CheckedLedgers> {
  const { db, config } = platform;
  const seen = await inSnapshot(db, async (tx) => {
    const now = await readNow(tx);
    const question = { now, keptSince: keptSince(config, now), rowsUpTo: Number.POSITIVE_INFINITY };
    return {
      again: await lookAgain(tx, question),
      turn: await lookInTurn(tx, question, size),
    };
  });
  const found: Imbalance[] = [];
  const resolved: string[] = [];
  await db.transaction(async (tx) => {
    await correctFindings(tx, seen.again.standing);
    for (const job of seen.again.over) if (await resolve(tx, job)) resolved.push(job.id);
    for (const one of seen.turn.unbalanced) if (await write(tx, one)) found.push(one);
    await moveRound(tx, seen.turn.last);
  });
  if (found.length + resolved.length > 0) platform.hints.send("events");
  const { jobs, last } = seen.turn;
  return { jobs, found, resolved, isRoundOver: last === null };
}

type Again = {
  /** Jobs whose finding no longer holds. */
  readonly over: readonly LedgerJob[];
  /** Jobs whose finding does, and by how much now. */
  readonly standing: readonly Pick<Finding, "jobId" | "difference">[];
};

/** Looks at what was found earlier. Rows past retention are no proof of anything. */
async function lookAgain(tx: Tx, question: Question): Promise<Again> {
  const findings = (await readFindings(tx, {}, AGAIN)).filter(
    ({ range }) => range.from >= question.keptSince,
  );
  const ranges = new Map(findings.map(({ jobId, range }) => [jobId, range]));
  const jobs = await readLedgerJobs(tx, [...ranges.keys()]);
  const asked = jobs.flatMap((job): Asked[] => {
    const range = ranges.get(job.id);
    return range === undefined ? [] : [{ job, range }];
  });
  const { accounts } = await accountsOf(tx, asked, question);
  return {
    over: accounts.filter(({ difference }) => difference === 0).map(({ job }) => job),
    standing: accounts.flatMap(({ job, difference }) =>
      difference === 0 ? [] : [{ jobId: job.id, difference }],
    ),
  };
}

type Turn = {
  readonly jobs: number;
  readonly unbalanced: readonly Imbalance[];
  /** The job after which the next step goes on, null when this one came to the end. */
  readonly last: string | null;
};

async function lookInTurn(tx: Tx, question: Question, size: StepSize): Promise<Turn> {
  const { now, keptSince: kept } = question;
  const from = Math.max(dayStart(now) - (DAYS - 1) * DAY_MS, kept);
  const after = await readRound(tx);
  const page = await pageLedgerJobs(tx, { projectId: null, since: from, after, limit: size.jobs });
  const asked = await upTo(tx, askedOf(page, { from, to: now + 1 }), size.slots);
  const { accounts } = await accountsOf(tx, asked, question);
  const unbalanced: Imbalance[] = [];
  for (const account of accounts.filter(({ difference }) => difference !== 0))
    unbalanced.push(await imbalanceOf(tx, account, unbalanced.length < LOCATED ? question : null));
  const isEnd = page.length < size.jobs && asked.length === page.length;
  return { jobs: asked.length, unbalanced, last: isEnd ? null : (asked.at(-1)?.job.id ?? null) };
}

/** What was decided under older time-zone data is not for the present data to judge (Z5). */
function askedOf(jobs: readonly LedgerJob[], range: Range): Asked[] {
  return jobs.map((job) => {
    const renewed = job.eras.findLast(({ cause }) => cause === "tzdata")?.after ?? 0;
    return {
      job,
      range: { ...range, from: Math.min(Math.max(range.from, renewed + 1), range.to) },
    };
  });
}

/** As many of the jobs as have no more slots than this together, but one at least. */
async function upTo(tx: Tx, asked: readonly Asked[], slots: number): Promise<Asked[]> {
  const plans = await plansOf(
    tx,
    asked.map(({ job }) => job),
  );
  let sum = 0;
  for (const [index, { job, range }] of asked.entries()) {
    const plan = plans.get(job.id) ?? null;
    sum += plan === null ? 0 : await inSteps(plannedSlots(plan, range));
    if (index > 0 && sum > slots) return asked.slice(0, index);
  }
  return [...asked];
}

async function imbalanceOf(
  tx: Tx,
  account: JobAccount,
  question: Question | null,
): Promise<Imbalance> {
  const { job, difference } = account;
  const range = question === null ? account.range : await locate(tx, account, question);
  return { jobId: job.id, projectId: job.projectId, range, difference };
}

async function write(tx: Tx, found: Imbalance): Promise<boolean> {
  if (!(await writeFinding(tx, found))) return false;
  const { projectId, jobId, difference } = found;
  await tell(tx, { projectId, jobId }, { ledger: "imbalance", difference });
  return true;
}

async function resolve(tx: Tx, { id: jobId, projectId }: LedgerJob): Promise<boolean> {
  if (!(await resolveFinding(tx, jobId))) return false;
  await tell(tx, { projectId, jobId }, { ledger: "balanced" });
  return true;
}

function tell(
  tx: Tx,
  job: { readonly projectId: string; readonly jobId: string },
  data: object,
): Promise<void> {
  return insertEvents(tx, [{ type: "job.updated", ...job, data }]);
}
