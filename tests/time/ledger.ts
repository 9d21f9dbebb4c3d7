import { compileCalendars } from "../../lib/domain/calendar/compile.ts";
import type { Calendar } from "../../lib/domain/calendar/types.ts";
import { type DueDecision, decideDue, decidePaused } from "../../lib/domain/misfire.ts";
import { MISFIRE_POLICIES, type MisfirePolicy } from "../../lib/domain/policies.ts";
import { compileSchedule } from "../../lib/domain/schedule/compile.ts";
import { makeCase } from "../../lib/domain/schedule/testing/cases.ts";
import { type Random, randomOf } from "../../lib/domain/schedule/testing/random.ts";
import { cronSchedule } from "../../lib/domain/schedule/testing/schedules.ts";
import type { CompiledSchedule, Instant, Slot } from "../../lib/domain/schedule/types.ts";
import type { Finding } from "./finding.ts";
import { endsOf, judge, slotCountOf, verdictsOf } from "./verdicts.ts";

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 0, 1);
const TEN_YEARS = 3_653 * DAY;
/** So many slots of a pass, the newest, are compared one by one. */
const WALKED = 3_000;
const SHOWN = 5;

/** Calendars that take out a little, much, and nearly everything (K1). */
const CALENDARS: readonly Calendar[] = [
  {
    slug: "holidays",
    name: "Holidays",
    entries: [
      { kind: "yearly", date: "12-25" },
      { kind: "yearly", date: "02-29" },
      { kind: "date", date: "2027-03-20", until: "2027-05-02" },
    ],
  },
  { slug: "weekend", name: "Weekend", entries: [{ kind: "weekly", days: ["SAT", "SUN"] }] },
  {
    slug: "office",
    name: "Office hours",
    entries: [{ kind: "hours", from: "08:00", to: "18:00" }],
  },
];

type Job = {
  readonly name: string;
  readonly schedule: CompiledSchedule;
  readonly misfire: MisfirePolicy;
  readonly random: Random;
};

/** What a part of a job's time came to: where it began and ended, without its end, and what was decided. */
type Pass = {
  readonly from: Instant;
  readonly to: Instant;
  readonly now: Instant;
  readonly paused: MisfirePolicy["policy"] | null;
  readonly decisions: readonly DueDecision[];
};

/**
 * Ten simulated years of jobs, planned in passes of any length, with outages and pauses: every slot must be decided exactly
 * once (M1–M4, P1–P3), and as the rules say.
 */
export function keepTheBooks(seed: number, jobs: number): Finding {
  const problems: string[] = [];
  let [slots, rows, passes] = [0, 0, 0];
  for (let i = 0; i < jobs; i++) {
    const job = makeJob(seed, i);
    const start = START + job.random.int(0, DAY);
    let decided = 0;
    for (const pass of passesOf(job, start, start + TEN_YEARS)) {
      const wrong = faultIn(job, pass);
      if (wrong !== null) problems.push(`job ${i} of seed ${seed}, ${job.name}: ${wrong}`);
      decided += sum(pass.decisions);
      rows += pass.decisions.length;
      passes += 1;
    }
    const planned = job.schedule.count(start + 1, start + TEN_YEARS + 1);
    if (decided !== planned)
      problems.push(
        `job ${i} of seed ${seed}, ${job.name}: ${decided} of ${planned} slots decided`,
      );
    slots += planned;
  }
  const words = (count: number): string => count.toLocaleString("en-US");
  return {
    figures: `${words(jobs)} jobs for ten years: ${words(slots)} slots in ${words(rows)} rows of ${words(passes)} passes, each decided once`,
    problems: problems.slice(0, SHOWN),
  };
}

function makeJob(seed: number, index: number): Job {
  const random = randomOf(seed, -1 - index);
  const { schedule: drawn, jobId } = makeCase(seed, random.int(0, 1e6));
  // Half of the schedules drawn lie in other years; those get a plain one in the same zone.
  const open = { ...drawn, startAt: null, endAt: null };
  const isAlive = compileSchedule(open, jobId).count(START, START + TEN_YEARS) > 20;
  const plain = random.pick([
    "0 2 * * *",
    "*/10 * * * *",
    "30 2 * * 0",
    "* * * * * *",
    "15 9-17 * * *",
  ]);
  const base = isAlive ? open : cronSchedule(plain, drawn.timeZone, { dst: drawn.dst });
  const calendars = random.oneIn(3) ? CALENDARS.filter(() => random.oneIn(2)) : [];
  const moves = random.oneIn(2) ? ({ onExcluded: "move" } as const) : {};
  const schedule = { ...base, calendars: calendars.map(({ slug }) => slug), ...moves };
  const compiled = compileSchedule(schedule, jobId, compileCalendars(calendars));
  const graceSeconds = random.pick([0, 1, 60, isDense(compiled) ? 900 : 86_400]);
  const misfire: MisfirePolicy = {
    policy: random.pick(MISFIRE_POLICIES),
    graceSeconds,
    windowSeconds: graceSeconds + random.pick([0, 60, 86_400, 300 * 86_400]),
    maxRuns: random.pick([1, 7, 1_000]),
  };
  const text = schedule.kind === "cron" ? schedule.expression : schedule.every;
  const on = `${text} in ${schedule.timeZone} (${jobId}), ${calendars.length} calendars ${moves.onExcluded ?? "skip"}`;
  return { name: `${on}, ${JSON.stringify(misfire)}`, schedule: compiled, misfire, random };
}

function isDense(schedule: CompiledSchedule): boolean {
  return schedule.count(START, START + 30 * DAY) > 50_000;
}

/** The passes that decide (start, end], one after the other. */
function* passesOf(job: Job, start: Instant, end: Instant): Generator<Pass> {
  const { schedule, misfire, random } = job;
  let decidedUntil = start;
  while (decidedUntil < end) {
    const now = Math.min(end, momentAfter(job, decidedUntil));
    const decisions = decideDue({ schedule, decidedUntil, now, misfire });
    yield { from: decidedUntil + 1, to: now + 1, now, paused: null, decisions };
    decidedUntil = now;
    if (!random.oneIn(12) || now >= end) continue;
    const resumedAt = Math.min(end, momentAfter(job, now));
    const missed = random.pick(MISFIRE_POLICIES);
    const between = decidePaused({ schedule, pausedAt: now, resumedAt, missed, misfire });
    yield { from: now + 1, to: resumedAt, now: resumedAt, paused: missed, decisions: between };
    // P2: the slot at the very end of a pause is not of it.
    decidedUntil = resumedAt - 1;
  }
}

/** A minute as a rule, days now and then, which are outages. Half end just where some rule begins to hold for a slot. */
function momentAfter({ schedule, misfire, random }: Job, at: Instant): Instant {
  const longest = random.pick([60 * SECOND, HOUR, DAY, 10 * DAY, 60 * DAY, 400 * DAY]);
  const anywhere = at + random.int(1, longest);
  const slot = random.oneIn(2) ? schedule.next(anywhere) : null;
  if (!slot) return anywhere;
  const age = random.pick([0, 0, misfire.graceSeconds, misfire.windowSeconds]) * SECOND;
  return slot.at + age + random.int(-1, 1);
}

function sum(decisions: readonly DueDecision[]): number {
  return decisions.reduce((total, one) => total + slotCountOf(one), 0);
}

function faultIn(job: Job, pass: Pass): string | null {
  const { schedule, misfire } = job;
  const where = `${pass.paused ? "pause" : "pass"} ${pass.from} to ${pass.to}`;
  const planned = schedule.count(pass.from, pass.to);
  const decided = sum(pass.decisions);
  if (decided !== planned) return `${where}: ${decided} of ${planned} slots decided`;
  const order = orderFault(pass);
  if (order !== null) return `${where}: ${order}`;
  const slots = newest(schedule, pass);
  const wanted = judge(slots, { now: pass.now, paused: pass.paused, misfire });
  const found = verdictsOf(slots, pass.decisions, planned === slots.length);
  const at = wanted.findIndex((verdict, i) => found[i] !== verdict && found[i] !== "inside");
  if (at < 0 && found.length === wanted.length) return null;
  if (at < 0) return `${where}: ${found.at(-1)}`;
  return `${where}: the slot ${new Date(slots[at]?.at ?? 0).toISOString()} is ${found[at]}, not ${wanted[at]}`;
}

/** The newest slots of a pass, of which no policy leaves out more than the oldest. */
function newest(schedule: CompiledSchedule, { from, to }: Pass): Slot[] {
  const slots: Slot[] = [];
  for (let slot = schedule.previous(to); slot && slot.at >= from && slots.length < WALKED; ) {
    slots.push(slot);
    slot = schedule.previous(slot.at);
  }
  return slots.reverse();
}

/** Rows lie inside their pass, in order, no two with the same first slot. */
function orderFault({ from, to, decisions }: Pass): string | null {
  let earliest = from;
  for (const one of decisions) {
    const { first, last } = endsOf(one);
    if (first < earliest || last < first || last >= to)
      return `a row from ${first} to ${last} is out of order`;
    earliest = first + 1;
  }
  return null;
}
