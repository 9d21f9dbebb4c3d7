import { sql as tag } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import type { Db, Tx } from "../../db/client.ts";
import { cancelBackfill } from "../../lib/services/backfills/cancel.ts";
import { startBackfill } from "../../lib/services/backfills/start.ts";
import type { Platform } from "../../lib/services/context.ts";
import { pauseJob } from "../../lib/services/jobs/pause.ts";
import { resumeJob } from "../../lib/services/jobs/resume.ts";
import { updateJobBy } from "../../lib/services/jobs/update.ts";
import { pauseProject } from "../../lib/services/projects/pause.ts";
import { resumeProject } from "../../lib/services/projects/resume.ts";
import { cancelRuns } from "../../lib/services/runs/cancel.ts";
import { claimRuns } from "../../lib/services/runs/claim.ts";
import { finishAttempts } from "../../lib/services/runs/finish.ts";
import { planDue } from "../../lib/services/runs/plan.ts";
import { endOverdueAttempts } from "../../lib/services/runs/put-right.ts";
import { endOf, failed, LEASE_SECONDS, openHeart, WORKER_ID } from "../support/heart.ts";

const heart = await openHeart("2026-03-02T08:00:30Z");
const { clock, platform, sql } = heart;

const EVERY_MINUTE = { kind: "cron", expression: "* * * * *" } as const;
const MINUTE = 60_000;

class Crash extends Error {}

type Execute = (query: Parameters<Tx["execute"]>[0]) => Promise<unknown>;

/** The platform, the statements of its transactions executed in another way. */
function withTransactions(executeOf: (tx: Tx) => Execute): Platform {
  const changed = (tx: Tx): Tx => {
    const execute = executeOf(tx);
    return new Proxy(tx, {
      get: (target, name) => (name === "execute" ? execute : Reflect.get(target, name, target)),
    });
  };
  const transaction = (work: (tx: Tx) => Promise<unknown>) =>
    platform.db.transaction((tx) => work(changed(tx)));
  const db = new Proxy(platform.db, {
    get: (target, name) =>
      name === "transaction" ? transaction : Reflect.get(target, name, target),
  }) as Db;
  return { ...platform, db };
}

/** The platform of a process that dies right after the `at`-th statement of a transaction. */
function dyingAfter(at: number): Platform {
  return withTransactions((tx) => {
    let left = at;
    return async (query) => {
      const answer = await tx.execute(query);
      left -= 1;
      if (left === 0) throw new Crash(`after ${at} statements`);
      return answer;
    };
  });
}

/** The platform of a process whose connection the server ends right after the `at`-th statement of a transaction. */
function cutOffAfter(at: number): Platform {
  return withTransactions((tx) => {
    let left = at;
    return async (query) => {
      const answer = await tx.execute(query);
      left -= 1;
      if (left === 0) {
        const [row] = await tx.execute<{ pid: number }>(tag`select pg_backend_pid() as pid`);
        await sql`select pg_terminate_backend(${row?.pid ?? 0})`;
      }
      return answer;
    };
  });
}

/** Everything a transition may touch, to compare with. */
async function everything(): Promise<unknown> {
  const [row] = await sql`
    select (select json_agg(j order by id) from jobs j) as jobs,
      (select json_agg(c order by job_id) from job_clocks c) as clocks,
      (select json_agg(p order by id) from project_pauses p) as pauses,
      (select json_agg(b order by id) from backfills b) as backfills,
      (select json_agg(r order by id) from runs r) as runs,
      (select json_agg(a order by run_id, attempt) from attempts a) as attempts,
      (select json_agg(e order by seq) from events e) as events,
      (select json_agg(h) from run_hour_stats h) as hours,
      (select json_agg(m order by id) from pgboss.job m) as messages`;
  return row;
}

/** Lets `step` crash after its first statement, its second and so on; each time nothing may have changed. Answers how often. */
async function crashEverywhere(
  step: (dying: Platform) => Promise<unknown>,
  after: (at: number) => Platform = dyingAfter,
): Promise<number> {
  const before = await everything();
  for (let at = 1; ; at += 1) {
    const crash = await step(after(at)).then(
      () => null,
      (error: unknown) => error,
    );
    if (crash === null) return at - 1;
    expect(crash).toBeInstanceOf(Error);
    if (after === dyingAfter) expect(crash).toBeInstanceOf(Crash);
    expect(await everything()).toEqual(before);
  }
}

/** Copies of a job, definition and all. */
async function copyJob(id: string, copies: number): Promise<void> {
  await sql`
    with copy as (
      insert into jobs
      select (jsonb_populate_record(j, jsonb_build_object('id', gen_random_uuid(), 'key', 'copy-' || n))).*
      from jobs j, generate_series(1, ${copies}) as n where j.id = ${id}
      returning id
    ),
    clock as (
      insert into job_clocks
      select (jsonb_populate_record(c, jsonb_build_object('job_id', copy.id))).*
      from job_clocks c, copy where c.job_id = ${id}
    )
    insert into job_versions
    select (jsonb_populate_record(v, jsonb_build_object('job_id', copy.id))).*
    from job_versions v, copy where v.job_id = ${id}`;
}

/** Plans until nothing is due. */
async function planAll(limit: number): Promise<void> {
  while ((await heart.plan(limit)).jobs > 0);
}

/** Slots that are not there exactly once in every job's ledger. */
async function wrongSlots(from: string, slots: number): Promise<unknown[]> {
  const rows = await sql`
    select j.key, slot, count(r.id)::int as rows
    from jobs j
    cross join generate_series(${from}::timestamptz, ${from}::timestamptz + make_interval(mins => ${slots - 1}), '1 min') as slot
    left join runs r on r.job_id = j.id and r.scheduled_for = slot
    group by 1, 2 having count(r.id) <> 1
    union all
    select j.key, r.scheduled_for, -1 from runs r join jobs j on j.id = r.job_id
    where r.scheduled_for >= ${from}::timestamptz + make_interval(mins => ${slots}) or r.scheduled_for < ${from}::timestamptz`;
  return [...rows];
}

describe("a crash after any statement leaves everything as it was", () => {
  it("when planning, with held, skipped, missed, delayed and finished among it", async () => {
    await heart.makeJob({ schedule: EVERY_MINUTE, policies: { overlap: "queue_all" } });
    await heart.makeJob({ schedule: EVERY_MINUTE, policies: { overlap: "cancel_previous" } });
    await heart.makeJob({ schedule: { kind: "once", in: "1m" } });
    const manual = await heart.makeJob();
    await heart.openRun(manual.id, { delaySeconds: 60 });
    await clock.advance(3 * MINUTE);
    expect(await crashEverywhere((dying) => planDue(dying, 100))).toBeGreaterThanOrEqual(6);
    expect(await heart.strays()).toEqual([]);
    expect(await heart.plan()).toMatchObject({ jobs: 0, runs: 0 });
  });

  it("when planning, the server having ended its connection", async () => {
    await heart.makeJob({ schedule: EVERY_MINUTE, policies: { overlap: "queue_all" } });
    await heart.makeJob({ schedule: { kind: "once", in: "1m" } });
    await clock.advance(3 * MINUTE);
    const plan = (cutOff: Platform) => planDue(cutOff, 100);
    expect(await crashEverywhere(plan, cutOffAfter)).toBeGreaterThanOrEqual(5);
    expect(await heart.strays()).toEqual([]);
    expect(await heart.plan()).toMatchObject({ jobs: 0, runs: 0 });
  });

  it("when the message cannot be put", async () => {
    await heart.makeJob({ schedule: EVERY_MINUTE });
    await clock.advance(MINUTE);
    const before = await everything();
    const queue = Object.assign(Object.create(platform.queue), {
      put: () => Promise.reject(new Crash("no queue")),
    });
    await expect(planDue({ ...platform, queue }, 100)).rejects.toThrow(Crash);
    expect(await everything()).toEqual(before);
    expect(await heart.plan()).toMatchObject({ jobs: 1, runs: 1 });
  });

  it("when claiming: the message is still there", async () => {
    const job = await heart.makeJob();
    await heart.openRun(job.id);
    const holder = { workerId: WORKER_ID, leaseSeconds: LEASE_SECONDS };
    const crashes = await crashEverywhere((dying) =>
      claimRuns(dying, { pools: ["default"] }, 10, holder),
    );
    expect(crashes).toBeGreaterThanOrEqual(3);
    expect(await heart.strays()).toEqual([]);
  });

  it("when finishing with a retry, and when a lost lease is put right", async () => {
    const job = await heart.makeJob({ policies: { overlap: "allow" } });
    await heart.openRun(job.id);
    await heart.openRun(job.id);
    const [first] = await heart.claim();
    if (first === undefined) throw new Error("nothing was claimed");
    const ends = [endOf(first, failed())];
    expect(await crashEverywhere((dying) => finishAttempts(dying, ends))).toBeGreaterThanOrEqual(2);
    await clock.advance(LEASE_SECONDS * 1000);
    const lose = (dying: Platform) => endOverdueAttempts(dying, () => 0.5);
    expect(await crashEverywhere(lose)).toBeGreaterThanOrEqual(3);
    expect(await heart.strays()).toEqual([]);
  });

  it("when jobs are parked in a paused project, and when it goes on with all that is owed", async () => {
    for (const overlap of ["allow", "queue_all"] as const)
      await heart.makeJob({ schedule: EVERY_MINUTE, policies: { overlap } });
    await clock.advance(2 * MINUTE);
    await pauseProject(heart.ctx, "default", {});
    await clock.advance(2 * MINUTE);
    expect(await crashEverywhere((dying) => planDue(dying, 100))).toBeGreaterThanOrEqual(5);
    const resume = (dying: Platform) =>
      resumeProject({ ...heart.ctx, ...dying }, "default", { missed: "all" });
    expect(await crashEverywhere(resume)).toBeGreaterThanOrEqual(4);
    await clock.advance(MINUTE);
    expect(await crashEverywhere((dying) => planDue(dying, 100))).toBeGreaterThanOrEqual(5);
    expect(await wrongSlots("2026-03-02T08:01:00Z", 5)).toEqual([]);
    expect(await heart.strays()).toEqual([]);
  });

  it("when a backfill is opened, and when it is cancelled", async () => {
    const job = await heart.makeJob({ schedule: EVERY_MINUTE });
    const range = { from: "2026-03-02T07:00:00Z", to: "2026-03-02T07:05:00Z" };
    let backfillId = "";
    const start = async (dying: Platform) => {
      const ctx = { ...heart.ctx, ...dying };
      backfillId = (await startBackfill(ctx, { job: job.id }, range)).backfillId;
    };
    expect(await crashEverywhere(start)).toBeGreaterThanOrEqual(4);
    const cancel = (dying: Platform) => cancelBackfill({ ...heart.ctx, ...dying }, backfillId);
    expect(await crashEverywhere(cancel)).toBeGreaterThanOrEqual(3);
    expect(await heart.strays()).toEqual([]);
  });

  it("when cancelling", async () => {
    const job = await heart.makeJob();
    const id = await heart.openRun(job.id);
    const cancel = (dying: Platform) => cancelRuns(dying, [id], "user");
    expect(await crashEverywhere(cancel)).toBeGreaterThanOrEqual(2);
    expect(await heart.strays()).toEqual([]);
  });
});

describe("several planners at once", () => {
  it("decide every slot of 300 jobs exactly once (C1, C2, C6)", async () => {
    const job = await heart.makeJob({ schedule: EVERY_MINUTE, policies: { overlap: "allow" } });
    await copyJob(job.id, 299);
    for (let minute = 0; minute < 3; minute += 1) {
      await clock.advance(MINUTE);
      await Promise.all([planAll(40), planAll(40), planAll(40), planAll(40)]);
    }
    expect(await wrongSlots("2026-03-02T08:01:00Z", 3)).toEqual([]);
    expect(await sql`select 1 from runs where status <> 'pending'`).toHaveLength(0);
    expect(await sql`select 1 from events where type = 'run.created'`).toHaveLength(900);
    expect(await heart.strays()).toEqual([]);
  });

  it("open delayed runs of each other's jobs without waiting in a circle", async () => {
    const job = await heart.makeJob({ schedule: EVERY_MINUTE, policies: { overlap: "allow" } });
    await copyJob(job.id, 39);
    for (const { id } of await sql<{ id: string }[]>`select id from jobs order by random()`)
      await heart.openRun(id, { delaySeconds: 60 });
    await clock.advance(MINUTE);
    const delayed = () => sql`select 1 from runs where held_reason = 'delay'`;
    while ((await delayed()).length > 0)
      await Promise.all([planAll(7), planAll(7), planAll(7), planAll(7)]);
    expect(await sql`select 1 from runs where status = 'pending'`).toHaveLength(80);
    expect(await heart.strays()).toEqual([]);
  });
});

describe("jobs that people change while planners are at them", () => {
  it("lose no slot and double none, whatever is edited, paused and resumed (P1)", async () => {
    const job = await heart.makeJob({ schedule: EVERY_MINUTE, policies: { overlap: "allow" } });
    await copyJob(job.id, 11);
    const jobs = await sql<{ id: string }[]>`select id from jobs order by id`;
    const project = "default";
    for (let minute = 1; minute <= 6; minute += 1) {
      await clock.advance(MINUTE);
      // The same slots in other words: an edit of the schedule all the same.
      const schedule = {
        ...EVERY_MINUTE,
        expression: minute % 2 === 0 ? "* * * * *" : "*/1 * * * *",
      };
      const changes = jobs.map(({ id }, at) => {
        const which = { job: id, project };
        switch ((at + minute) % 4) {
          case 0:
            return updateJobBy(heart.ctx, which, { schedule }, null);
          case 1:
            return pauseJob(heart.ctx, which, {});
          case 2:
            return resumeJob(heart.ctx, which, { missed: "skip" });
          default:
            return updateJobBy(heart.ctx, which, { name: `Minute ${minute}` }, null);
        }
      });
      await Promise.all([planAll(5), planAll(5), ...changes]);
    }
    for (const { id } of jobs) await resumeJob(heart.ctx, { job: id, project }, { missed: "skip" });
    await planAll(100);
    expect(await wrongSlots("2026-03-02T08:01:00Z", 6)).toEqual([]);
    expect(await heart.strays()).toEqual([]);
    expect(await heart.unsound()).toEqual([]);
  });

  it("lose no slot and double none while their project is paused and resumed under them (P2)", async () => {
    const job = await heart.makeJob({ schedule: EVERY_MINUTE, policies: { overlap: "allow" } });
    await copyJob(job.id, 11);
    const jobs = await sql<{ id: string }[]>`select id from jobs order by id`;
    const project = "default";
    const change = (step: number, at: number, id: string): Promise<unknown> => {
      if ((at + step) % 5 === 0) return pauseJob(heart.ctx, { job: id, project }, {});
      if ((at + step) % 5 === 1) return resumeJob(heart.ctx, { job: id, project }, {});
      return updateJobBy(heart.ctx, { job: id, project }, { name: `Step ${step}` }, null);
    };
    for (let step = 1; step <= 8; step += 1) {
      await clock.advance(MINUTE);
      const turn = () =>
        step % 2 === 0
          ? resumeProject(heart.ctx, project, { missed: "all" })
          : pauseProject(heart.ctx, project, {});
      await Promise.all([
        planAll(5),
        turn(),
        planAll(5),
        ...jobs.map(({ id }, at) => change(step, at, id)),
        planAll(5),
      ]);
    }
    for (const { id } of jobs) await resumeJob(heart.ctx, { job: id, project }, { missed: "skip" });
    await resumeProject(heart.ctx, project, { missed: "skip" });
    // A pause that was being ended while a planner met it is looked at again a second later.
    await clock.advance(1_000);
    await planAll(100);
    expect(await wrongSlots("2026-03-02T08:01:00Z", 8)).toEqual([]);
    expect(await sql`select 1 from job_clocks where parked or next_fire_at is null`).toHaveLength(
      0,
    );
    expect(await heart.strays()).toEqual([]);
    expect(await heart.unsound()).toEqual([]);
  });
});
