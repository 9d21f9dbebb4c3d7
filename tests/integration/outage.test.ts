import { describe, expect, it } from "vitest";
import type { JobView } from "../../lib/contracts/job.ts";
import type { ScheduleInput } from "../../lib/contracts/schedule.ts";
import {
  DEFAULT_POLICIES,
  MISFIRE_POLICIES,
  type MisfirePolicy,
  OVERLAP_POLICIES,
} from "../../lib/domain/policies.ts";
import { COMPLETED, openHeart, type RunRow } from "../support/heart.ts";
import { rowsByTheRules } from "../support/misfire-model.ts";
import { type ModelRun, OverlapModel } from "../support/overlap-model.ts";
import { walkOf } from "../support/walk.ts";

const STOP = "2026-03-28T08:00:30Z";
const heart = await openHeart(STOP);
const { clock, sql } = heart;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const BERLIN = { timeZone: "Europe/Berlin", dst: { gap: "skip", fold: "both" } } as const;
const SCHEDULES: readonly ScheduleInput[] = [
  { kind: "cron", expression: "* * * * *" },
  { kind: "cron", expression: "H/7 * * * *" },
  { kind: "cron", expression: "*/20 * * * * *" },
  { kind: "cron", expression: "15,45 1-4 * * *", ...BERLIN },
  { kind: "cron", expression: "0 9 * * SAT,SUN", timeZone: "America/New_York", jitterSeconds: 300 },
  { kind: "interval", every: "90s" },
  { kind: "interval", every: "1h30m", jitterSeconds: 60 },
  { kind: "interval", every: "1d", anchor: "2026-01-01T08:05:00Z" },
  { kind: "once", at: "2026-03-28T08:01:00Z" },
  { kind: "manual" },
];
const LIMITS = [null, 1, 2] as const;

/** Fifty jobs: every schedule, each with five mixes of misfire and overlap rules. */
async function makeJobs(): Promise<JobView[]> {
  const jobs: JobView[] = [];
  for (let n = 0; n < 50; n += 1) {
    const misfire: MisfirePolicy = {
      ...DEFAULT_POLICIES.misfire,
      policy: MISFIRE_POLICIES[n % 3] ?? "latest",
      maxRuns: 1 + (n % 4) * 5,
    };
    const overlap = OVERLAP_POLICIES[Math.floor(n / 10)] ?? "skip";
    jobs.push(
      await heart.makeJob({
        schedule: SCHEDULES[n % 10] ?? { kind: "manual" },
        policies: { overlap, maxConcurrentRuns: LIMITS[n % 3] ?? null, misfire },
      }),
    );
  }
  return jobs;
}

/** What the rules make of a job's slots: the misfire rules first (M1–M4), then overlap for those that go on (O1–O3). */
function ledgerByTheRules(job: JobView, from: number, now: number): string[] {
  const { misfire, overlap, maxConcurrentRuns } = job.policies;
  const rows = rowsByTheRules(walkOf(job, from, now), now, misfire);
  const model = new OverlapModel(overlap, maxConcurrentRuns);
  for (const row of rows)
    if (row.verdict === "goes on") {
      if (row.catchUp === "all") model.catchUp();
      else model.arrive();
    }
  const states = model.runs.values();
  return rows.map((row) => {
    const { at, until, count, reason, rule } = row;
    const run = row.verdict === "goes on" ? states.next().value : undefined;
    const overlapped = run?.state === "skipped" || run?.state === "cancelled";
    const verdict = run?.state ?? row.verdict;
    return line({ at, until, count, verdict, reason: overlapped ? "overlap" : reason, rule });
  });
}

function lineOf(run: RunRow): string {
  return line({
    at: run.scheduled_for.getTime(),
    until: run.scheduled_until?.getTime() ?? null,
    count: run.slot_count,
    verdict: run.held_reason === "overlap" ? "held" : run.status,
    reason: run.reason,
    rule: run.rule,
  });
}

function line(row: {
  readonly at: number;
  readonly until: number | null;
  readonly count: number;
  readonly verdict: string;
  readonly reason: string | null;
  readonly rule: string | null;
}): string {
  const { at, until, count, verdict, reason, rule } = row;
  const many = until === null ? "" : ` to ${new Date(until).toISOString()} × ${count}`;
  return `${new Date(at).toISOString()}${many} ${[verdict, reason, rule].filter(Boolean).join(" ")}`;
}

const ledgerOf = async (job: JobView): Promise<string[]> =>
  (await heart.runs(job.id))
    .toSorted((a, b) => a.scheduled_for.getTime() - b.scheduled_for.getTime())
    .map(lineOf);

/** Two planners at once, each with a part of what is due, until nothing is. */
async function planInParts(): Promise<void> {
  for (let jobs = 1; jobs > 0; ) {
    const passes = await Promise.all([heart.plan(7), heart.plan(5)]);
    jobs = passes.reduce((sum, pass) => sum + pass.jobs, 0);
  }
}

describe("workers that stop and start again", () => {
  it.each([
    ["ten minutes", 10 * MINUTE],
    ["25 hours", 25 * HOUR],
  ])("after %s leave exactly the ledger of fifty jobs' policies", async (_words, outage) => {
    const from = Date.parse(STOP);
    const now = from + outage;
    const jobs = await makeJobs();
    await clock.setClock(new Date(now));
    await planInParts();
    for (const job of jobs) {
      const about = { schedule: job.schedule, policies: job.policies };
      const ledger = await ledgerOf(job);
      expect({ ...about, ledger }).toEqual({ ...about, ledger: ledgerByTheRules(job, from, now) });
    }
    // Nothing is flooded: of each job no more goes on than its rules let catch up, and what is on time.
    expect(await heart.strays()).toEqual([]);
    await clock.advance(HOUR);
    for (let works = await heart.claim(); works.length > 0; works = await heart.claim())
      for (const work of works) await heart.finish(work, COMPLETED);
    // Nothing is silent: every slot is in the ledger, and every run that was opened has ended.
    const [account] = await sql<{ slots: number; open: number }[]>`
      select sum(slot_count)::int as slots, count(*) filter (where finished_at is null)::int as open
      from runs`;
    let owed = 0;
    for (const job of jobs) walkOf(job, from, now)(() => (owed += 1));
    expect(account).toEqual({ slots: owed, open: 0 });
    expect(await heart.unsound()).toEqual([]);
  });
});

describe("a pass that is cut into several (M1)", () => {
  const EVERY_MINUTE = { kind: "cron", expression: "* * * * *" } as const;
  const MINUTES = 6;
  /** All slots are on time: age changes nothing, however late the pass. */
  const misfire = { policy: "skip", graceSeconds: 3_600, windowSeconds: 3_600 } as const;

  const makeMembers = () =>
    Promise.all(
      OVERLAP_POLICIES.flatMap((overlap) =>
        LIMITS.map((maxConcurrentRuns) =>
          heart.makeJob({
            schedule: EVERY_MINUTE,
            policies: { overlap, maxConcurrentRuns, misfire },
          }),
        ),
      ),
    );

  async function outcome(jobs: readonly JobView[]): Promise<unknown[]> {
    return Promise.all(
      jobs.map(async ({ id, policies: { overlap, maxConcurrentRuns } }) => {
        const rows = await heart.runs(id);
        const places = new Map(rows.map((row, place) => [row.id, place]));
        const others = rows.map(({ held_by, decision }) => [
          places.get(held_by ?? "") ?? null,
          places.get(decision?.inTheWay ?? decision?.replacedBy) ?? null,
          decision?.overlap ?? null,
        ]);
        const states = asStates(rows);
        return { overlap, maxConcurrentRuns, states, others };
      }),
    );
  }

  const asStates = (rows: readonly RunRow[]): ModelRun["state"][] =>
    rows.map((row) => (row.held_reason === "overlap" ? "held" : row.status) as ModelRun["state"]);

  it("changes no row, whether it is cut between slots or between jobs", async () => {
    const whole = await makeMembers();
    await clock.advance(MINUTES * MINUTE);
    await heart.plan();
    const expected = await outcome(whole);
    const byJobs = await afresh(async () => {
      await clock.advance(MINUTES * MINUTE);
      await planInParts();
    });
    expect(byJobs).toEqual(expected);
    const bySlots = await afresh(async () => {
      for (let minute = 0; minute < MINUTES; minute += 1) {
        await clock.advance(MINUTE);
        await heart.plan();
      }
    });
    expect(bySlots).toEqual(expected);
  });

  /** The same jobs again, without the ones before. */
  async function afresh(plan: () => Promise<void>): Promise<unknown[]> {
    await sql`update job_clocks set next_fire_at = null`;
    const jobs = await makeMembers();
    await plan();
    return outcome(jobs);
  }
});
