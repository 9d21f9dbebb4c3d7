import { beforeEach, describe, expect, it } from "vitest";
import { readFigures } from "../../db/queries/figures.ts";
import { updateJobBy } from "../../lib/services/jobs/update.ts";
import { checkLedgers } from "../../lib/services/ledger/check.ts";
import { readJobLedger } from "../../lib/services/ledger/job-ledger.ts";
import { readProjectLedger } from "../../lib/services/ledger/project-ledger.ts";
import { prune } from "../../lib/services/retention/prune.ts";
import { openHeart } from "../support/heart.ts";

const START = "2026-03-02T00:00:30Z";
const heart = await openHeart(START);
const { clock, ctx, platform, sql } = heart;

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const ALL = { jobs: 1_000, slots: 1_000_000 };
const schedule = { kind: "cron", expression: "* * * * *" } as const;
const policies = { overlap: "allow" } as const;

const check = (size = ALL) => checkLedgers(platform, size);

/** A job whose slots of an hour are all there. */
async function busyJob(): Promise<string> {
  const job = await heart.makeJob({ schedule, policies });
  await clock.advance(60 * MINUTE);
  await heart.plan();
  return job.id;
}

const lose = (jobId: string, slot: string) =>
  sql`delete from runs where job_id = ${jobId} and scheduled_for = ${slot} returning *`;

/** A row for a moment that is no slot. */
const invent = (jobId: string, at: string) => sql`
  insert into runs (id, project_id, job_id, job_version, template_version_id, trigger, scheduled_for, status, reason, finished_at)
  select gen_random_uuid(), project_id, job_id, job_version, template_version_id, 'schedule', ${at}, 'missed', 'misfire',
    punctual_now()
  from runs where job_id = ${jobId} limit 1`;

async function toldOf(jobId: string): Promise<unknown[]> {
  const rows = await sql`
    select data from events where job_id = ${jobId} and data ? 'ledger' order by seq`;
  return rows.map((row) => row["data"]);
}

const unbalanced = async () => (await readFigures(platform.db, 60)).unbalancedJobs;

describe("the check of all ledgers", () => {
  let jobId: string;
  beforeEach(async () => {
    jobId = await busyJob();
  });

  it("finds nothing where nothing is wrong, whatever the planner is doing", async () => {
    await clock.advance(10 * MINUTE);
    await updateJobBy(ctx, { job: jobId }, { schedule: { kind: "interval", every: "90s" } }, null);
    await clock.advance(3 * DAY);
    await heart.plan();
    await clock.advance(5 * MINUTE);
    expect(await check()).toEqual({ jobs: 1, found: [], resolved: [], isRoundOver: true });
    expect(await unbalanced()).toBe(0);
  });

  it("finds a lost row, says where, tells it once, and takes it back when the row is there again", async () => {
    const [row] = await lose(jobId, "2026-03-02T00:31:00Z");
    const { found } = await check();
    const from = Date.parse("2026-03-02T00:31:00Z");
    expect(found).toMatchObject([{ jobId, difference: 1, range: { from, to: from + 1000 } }]);
    expect((await check()).found).toEqual([]);
    expect(await toldOf(jobId)).toEqual([{ ledger: "imbalance", difference: 1 }]);
    expect(await unbalanced()).toBe(1);
    const place = { from: "2026-03-02T00:31:00.000Z", to: "2026-03-02T00:31:01.000Z" };
    expect(await readJobLedger(ctx, { job: jobId }, {})).toMatchObject({
      balanced: false,
      difference: 1,
      finding: { ...place, difference: 1 },
    });
    expect(await readProjectLedger(ctx, "default", {})).toMatchObject({
      balanced: false,
      imbalances: [{ jobId, ...place, difference: 1, foundAt: "2026-03-02T01:00:30.000Z" }],
    });

    const { live_key: _, ...rest } = row ?? {};
    await sql`insert into runs ${sql(rest)}`;
    expect((await check()).resolved).toEqual([jobId]);
    expect((await check()).resolved).toEqual([]);
    expect((await toldOf(jobId)).at(-1)).toEqual({ ledger: "balanced" });
    expect(await unbalanced()).toBe(0);
    expect((await readProjectLedger(ctx, "default", {})).imbalances).toEqual([]);
  });

  it("finds a row that is no slot, and one that comes before or after its time", async () => {
    await invent(jobId, "2026-03-02T00:31:30Z");
    const at = Date.parse("2026-03-02T00:31:30Z");
    const range = { from: at, to: at + 1000 };
    expect((await check()).found).toMatchObject([{ difference: -1, range }]);
    await invent(jobId, "2026-03-01T12:00:00Z");
    expect((await check()).found).toMatchObject([{ difference: -2 }]);
    await sql`delete from runs where scheduled_for in ('2026-03-02T00:31:30Z', '2026-03-01T12:00:00Z')`;
    expect((await check()).resolved).toEqual([jobId]);
    await invent(jobId, "2026-03-02T02:00:00Z");
    expect((await check()).found).toMatchObject([{ difference: -1 }]);
  });

  it("keeps what it found after the days it looks at, until nobody can tell any more", async () => {
    await lose(jobId, "2026-03-02T00:31:00Z");
    await check();
    await clock.advance(10 * DAY);
    await heart.plan();
    expect(await check()).toMatchObject({ found: [], resolved: [] });
    await lose(jobId, "2026-03-12T01:00:00Z");
    expect((await check()).found).toMatchObject([{ difference: 1 }]);
    await check();
    const ledger = await readJobLedger(ctx, { job: jobId }, {});
    expect(ledger).toMatchObject({ difference: 2, finding: { difference: 2 } });
    await clock.advance(100 * DAY);
    expect(await check()).toMatchObject({ resolved: [] });
    expect(await prune(platform.db, platform.config.retention)).toMatchObject({ findings: 1 });
    expect(await unbalanced()).toBe(0);
  });

  it("goes through all jobs, some at a time, and begins anew", async () => {
    for (let made = 1; made < 5; made += 1) await busyJob();
    const [last] = await sql`select id from jobs order by id desc limit 1`;
    await sql`delete from runs where id = (select id from runs where job_id = ${last?.["id"]} limit 1)`;
    const steps = [];
    for (let step = 0; step < 4; step += 1) steps.push(await check({ jobs: 2, slots: 1_000_000 }));
    expect(steps.map(({ jobs, found, isRoundOver }) => [jobs, found.length, isRoundOver])).toEqual([
      [2, 0, false],
      [2, 0, false],
      [1, 1, true],
      [2, 0, false],
    ]);
    // One job is taken however many slots it has.
    expect(await check({ jobs: 1_000, slots: 1 })).toMatchObject({ jobs: 1, isRoundOver: false });
  });

  it("does not judge what older time-zone data decided (Z5)", async () => {
    await lose(jobId, "2026-03-02T00:31:00Z");
    await sql`
      insert into job_versions (job_id, version, name, params, schedule, policies, rest, counts_from, cause)
      select job_id, 2, name, params, schedule, policies, rest, punctual_now(), 'tzdata' from job_versions`;
    await clock.advance(MINUTE);
    await heart.plan();
    expect((await check()).found).toEqual([]);
  });
});
