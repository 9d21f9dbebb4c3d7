import { describe, expect, it } from "vitest";
import { readLedgerJobs } from "../../db/queries/ledger.ts";
import type { JobLedgerView } from "../../lib/contracts/ledger.ts";
import { type Random, randomOf } from "../../lib/domain/schedule/testing/random.ts";
import { pauseJob } from "../../lib/services/jobs/pause.ts";
import { removeJob } from "../../lib/services/jobs/remove.ts";
import { resumeJob } from "../../lib/services/jobs/resume.ts";
import { updateJobBy } from "../../lib/services/jobs/update.ts";
import { accountsOf, inSnapshot } from "../../lib/services/ledger/accounts.ts";
import { checkLedgers } from "../../lib/services/ledger/check.ts";
import { readProjectLedger } from "../../lib/services/ledger/project-ledger.ts";
import { pauseProject } from "../../lib/services/projects/pause.ts";
import { resumeProject } from "../../lib/services/projects/resume.ts";
import { cancelRuns } from "../../lib/services/runs/cancel.ts";
import { COMPLETED, openHeart } from "../support/heart.ts";

const START = "2026-03-27T22:40:00Z";
const heart = await openHeart(START);
const { clock, ctx, platform, sql } = heart;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const STEPS = 60;
const RANGES = 30;

const zone = { timeZone: "Europe/Berlin" } as const;
const SCHEDULES = [
  { kind: "cron", expression: "* * * * *" },
  { kind: "cron", expression: "*/5 * * * *", ...zone, dst: { gap: "skip", fold: "both" } },
  { kind: "cron", expression: "10,40 1-3 * * *", ...zone, dst: { gap: "skip", fold: "both" } },
  { kind: "interval", every: "37s" },
  { kind: "interval", every: "1h30m" },
  { kind: "manual" },
] as const;
const OVERLAPS = ["allow", "skip", "queue_one", "queue_all", "cancel_previous"] as const;

/** Lets anything from a moment to weeks pass, often up to the very instant of slots. */
async function wait(random: Random): Promise<void> {
  if (random.oneIn(12)) await clock.advance(random.int(20, 500) * HOUR);
  const now = await clock.advance(random.int(0, random.pick([MINUTE, 3 * HOUR])));
  if (random.oneIn(2)) await clock.setClock(new Date(Math.ceil(now.getTime() / MINUTE) * MINUTE));
}

async function operate(random: Random, jobId: string): Promise<void> {
  const reference = { job: jobId };
  const until = new Date((await clock.now()).getTime() + random.int(1, 5 * HOUR)).toISOString();
  await random.pick([
    () => updateJobBy(ctx, reference, { schedule: random.pick(SCHEDULES) }, null),
    () => updateJobBy(ctx, reference, { description: `${random.int(0, 1e9)}` }, null),
    () => pauseJob(ctx, reference, {}),
    () => pauseJob(ctx, reference, { until }),
    () => resumeJob(ctx, reference, { missed: random.pick(["skip", "latest", "all"]) }),
    () => resumeJob(ctx, reference, {}),
    () => pauseProject(ctx, "default", random.oneIn(2) ? {} : { until }),
    () => resumeProject(ctx, "default", { missed: random.pick(["skip", "latest", "all"]) }),
    () => resumeProject(ctx, "default", {}),
    () => heart.openRun(jobId, { overlap: "allow" }),
  ])();
}

async function execute(random: Random): Promise<void> {
  for (const work of await heart.claim(random.int(1, 20))) await heart.finish(work, COMPLETED);
  const live = await sql<{ id: string }[]>`
    select id from runs where finished_at is null order by id limit 200`;
  const unwanted = live.filter(() => random.oneIn(3)).map((run) => run.id);
  await cancelRuns(platform, unwanted, "user");
}

async function liveOn(random: Random): Promise<string[]> {
  const jobs: string[] = [];
  for (const overlap of OVERLAPS) {
    const schedule = random.pick(SCHEDULES);
    jobs.push((await heart.makeJob({ schedule, policies: { overlap } })).id);
  }
  const living = [...jobs];
  for (let step = 0; step < STEPS; step += 1) {
    await wait(random);
    if (random.oneIn(2)) await heart.plan();
    if (random.oneIn(2)) await operate(random, random.pick(living));
    if (random.oneIn(2)) await execute(random);
    if (step === STEPS - 10) await removeJob(ctx, { job: living.pop() ?? "" }, null);
  }
  return jobs;
}

const slotsOf = (view: Omit<JobLedgerView, "finding" | "from" | "to">): number =>
  view.completed + view.failed + view.cancelled + view.skipped + view.missed + view.open;

describe.each([1, 3, 7])("after random lives of jobs (%i)", (seed) => {
  it("slots and rows are equal in any range, by rows and by statistics", async () => {
    const random = randomOf(seed, 0);
    const jobIds = await liveOn(random);
    const now = (await clock.now()).getTime();
    const begin = Date.parse(START);
    await inSnapshot(platform.db, async (tx) => {
      const jobs = await readLedgerJobs(tx, jobIds);
      for (let made = 0; made < RANGES; made += 1) {
        const from = begin + random.int(-HOUR, now - begin);
        const to = random.oneIn(3) ? now + 1 : from + random.int(1, now - from);
        const asked = jobs.map((job) => ({ job, range: { from, to } }));
        const question = { now, keptSince: 0 };
        const byRow = await accountsOf(tx, asked, { ...question, rowsUpTo: 1e9 });
        const byDay = await accountsOf(tx, asked, { ...question, rowsUpTo: 0 });
        expect(byDay).toEqual(byRow);
        for (const { job, range, difference } of byRow.accounts)
          expect({ job: job.id, difference, range }).toEqual({
            job: job.id,
            difference: 0,
            range: { from, to },
          });
      }
    });
    const project = await readProjectLedger(ctx, "default", { from: START });
    expect(project).toMatchObject({ balanced: true, jobs: jobIds.length });
    expect(slotsOf(project)).toBe(project.planned);
    expect(project.planned).toBeGreaterThan(5_000);
    const all =
      await sql`select sum(slot_count)::int as slots from runs where trigger = 'schedule'`;
    expect(all[0]?.["slots"]).toBe(project.planned);
    expect((await checkLedgers(platform, { jobs: 1_000, slots: 1e9 })).found).toEqual([]);
  });
});
