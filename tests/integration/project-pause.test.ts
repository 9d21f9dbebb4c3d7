import type { SQLWrapper } from "drizzle-orm";
import { PgDialect } from "drizzle-orm/pg-core";
import { describe, expect, it } from "vitest";
import type { Db, Tx } from "../../db/client.ts";
import type { Platform } from "../../lib/services/context.ts";
import { getJob } from "../../lib/services/jobs/get.ts";
import { listOccurrences } from "../../lib/services/jobs/occurrences.ts";
import { pauseJob } from "../../lib/services/jobs/pause.ts";
import { resumeJob } from "../../lib/services/jobs/resume.ts";
import { updateJobBy } from "../../lib/services/jobs/update.ts";
import { endPauses } from "../../lib/services/projects/end-pauses.ts";
import { pauseProject } from "../../lib/services/projects/pause.ts";
import { resumeProject } from "../../lib/services/projects/resume.ts";
import { planDue } from "../../lib/services/runs/plan.ts";
import { openHeart, type RunRow } from "../support/heart.ts";
import { someoneWaits } from "../support/locks.ts";

const START = "2026-03-02T08:00:30Z";
const heart = await openHeart(START);
const { clock, ctx, sql } = heart;

const EVERY_MINUTE = { kind: "cron", expression: "* * * * *" } as const;
const ALLOW = { overlap: "allow" } as const;
const project = "default";

/** Moves the clock to a minute and second after eight. */
const at = (minute: number, second = 30) =>
  clock.setClock(new Date(Date.UTC(2026, 2, 2, 8, minute, second)));

async function planAll(): Promise<void> {
  while ((await heart.plan()).jobs > 0);
}

/** Each row as `minute verdict`, in the order of slots. */
async function ledger(jobId: string): Promise<string[]> {
  const rows = [...(await heart.runs(jobId))].filter((row) => row.trigger === "schedule");
  return rows
    .toSorted((left, right) => left.scheduled_for.getTime() - right.scheduled_for.getTime())
    .map((row) => `${row.scheduled_for.getUTCMinutes()} ${verdict(row)}`);
}

function verdict({ status, reason, rule, decision }: RunRow): string {
  const catchUp = decision?.catchUp ? `catch-up ${decision.catchUp}` : null;
  return [status, reason, rule, catchUp].filter(Boolean).join(" ");
}

async function clockOf(jobId: string) {
  const [row] =
    await sql`select next_fire_at, decided_until, parked from job_clocks where job_id = ${jobId}`;
  return row;
}

const pause = (body = {}) => pauseProject(ctx, project, body);
const resume = (missed?: "skip" | "latest" | "all") =>
  resumeProject(ctx, project, missed === undefined ? {} : { missed });

describe("P2: a paused project", () => {
  it("plans nothing, opens nothing, and says so everywhere; open runs go on, runs by hand start", async () => {
    const job = await heart.makeJob({ schedule: EVERY_MINUTE, policies: ALLOW });
    const hand = await heart.makeJob();
    await at(1);
    await planAll();
    const work = await heart.claimOne();
    const paused = await pause({ note: "The target moves." });
    expect(paused.paused).toEqual({
      at: "2026-03-02T08:01:30.000Z",
      until: null,
      by: null,
      note: "The target moves.",
    });
    await at(5);
    await planAll();
    expect(await ledger(job.id)).toEqual(["1 running"]);
    expect(await getJob(ctx, { job: job.id })).toMatchObject({
      status: "paused",
      enabled: true,
      nextRunAt: null,
      pausedAt: null,
      projectPaused: { at: "2026-03-02T08:01:30.000Z", until: null },
    });
    const { warnings } = await listOccurrences(ctx, { job: job.id }, {});
    expect(warnings[0]?.message).toBe("The project is paused: nothing fires before it is resumed.");
    await heart.finish(work, { outcome: "completed" });
    const byHand = await heart.openRun(hand.id);
    expect((await heart.run(byHand)).status).toBe("pending");
    expect(await heart.strays()).toEqual([]);
  });

  it("is parked once and then looked at no more", async () => {
    const job = await heart.makeJob({ schedule: EVERY_MINUTE });
    await pause();
    await at(1);
    expect(await heart.plan()).toEqual({ jobs: 1, runs: 0 });
    expect(await clockOf(job.id)).toMatchObject({ next_fire_at: null, parked: true });
    for (let minute = 2; minute < 9; minute += 1) {
      await at(minute);
      expect(await heart.plan()).toEqual({ jobs: 0, runs: 0 });
    }
  });

  it("leaves other projects alone", async () => {
    const job = await heart.makeJob({ schedule: EVERY_MINUTE });
    await sql`insert into projects (id, slug, name, signing_secret)
      values ('00000000-0000-7000-8000-0000000000ff', 'other', 'Other', 'whsec_x') on conflict do nothing`;
    await pauseProject(ctx, "other", {});
    await at(1);
    expect(await heart.plan()).toEqual({ jobs: 1, runs: 1 });
    expect(await ledger(job.id)).toEqual(["1 pending"]);
  });

  it("shows finished jobs as finished, new and edited ones as paused", async () => {
    const once = await heart.makeJob({ schedule: { kind: "once", in: "30s" }, policies: ALLOW });
    await at(1);
    await planAll();
    await pause();
    const made = await heart.makeJob({ schedule: EVERY_MINUTE });
    expect(await getJob(ctx, { job: once.id })).toMatchObject({ status: "finished" });
    expect(made).toMatchObject({ status: "paused", enabled: true, nextRunAt: null });
    await updateJobBy(ctx, { job: made.id }, { name: "Other" }, null);
    await at(4);
    await planAll();
    expect(await ledger(made.id)).toEqual([]);
    await resume("skip");
    await planAll();
    expect(await ledger(made.id)).toEqual([
      "2 missed paused skip",
      "3 missed paused skip",
      "4 missed paused skip",
    ]);
  });
});

describe("P1, P3: slots around a project's pause", () => {
  it("are decided as of its beginning, by the choice of who resumed, and as usual after it", async () => {
    const job = await heart.makeJob({ schedule: EVERY_MINUTE, policies: ALLOW });
    await at(3);
    await pause();
    await at(7);
    await resume("all");
    await at(9);
    await planAll();
    expect(await ledger(job.id)).toEqual([
      "1 missed coalesced",
      "2 missed coalesced",
      "3 pending",
      "4 pending catch-up all",
      "5 pending catch-up all",
      "6 pending catch-up all",
      "7 pending catch-up all",
      "8 missed coalesced",
      "9 pending",
    ]);
    const rows = await heart.runs(job.id);
    const ofPause = rows.find((row) => row.scheduled_for.getUTCMinutes() === 5);
    expect(ofPause?.decision.pause).toMatchObject({
      of: "project",
      since: "2026-03-02T08:03:30.000Z",
      endedAt: "2026-03-02T08:07:30.000Z",
    });
    const before = rows.find((row) => row.scheduled_for.getUTCMinutes() === 1);
    expect(before?.decision.misfire).toMatchObject({ ageSeconds: 150 });
  });

  it("make the same ledger whether planners were at work in it or not", async () => {
    const jobs = await Promise.all(
      (["skip", "latest", "all"] as const).map((policy) =>
        heart.makeJob({
          schedule: EVERY_MINUTE,
          policies: { ...ALLOW, misfire: { policy, maxRuns: 2 } },
        }),
      ),
    );
    const walk = async (plan: () => Promise<void>) => {
      await clock.setClock(START);
      for (const [minute, act] of [
        [2, () => pause()],
        [6, () => resume()],
        [8, () => pause({ until: "2026-03-02T08:11:00Z" })],
        [14, () => pause()],
        [15, () => resume("latest")],
        [17, async () => undefined],
      ] as const) {
        await at(minute);
        await plan();
        await act();
        await plan();
      }
      await planAll();
      return Promise.all(jobs.map(({ id }) => ledger(id)));
    };
    const [clocks] = [await sql`select * from job_clocks`];
    const busy = await walk(planAll);
    await sql`delete from runs`;
    await sql`delete from events`;
    await sql`delete from pgboss.job`;
    await sql`delete from project_pauses`;
    for (const row of clocks)
      await sql`update job_clocks set next_fire_at = ${row["next_fire_at"]}, decided_until = ${row["decided_until"]}, parked = false where job_id = ${row["job_id"]}`;
    const idle = await walk(async () => undefined);
    expect(idle).toEqual(busy);
    const minutes = Array.from({ length: 17 }, (_, minute) => `${minute + 1}`);
    for (const rows of idle) expect(rows.map((row) => row.split(" ")[0])).toEqual(minutes);
    expect(idle[1]).toContain("15 pending catch-up latest");
  });
});

describe("P2: a job's own pause and that of its project", () => {
  const which = (id: string) => ({ job: id, project });

  it("are one where they overlap, which ends with the last of them and by its choice", async () => {
    const inner = await heart.makeJob({ schedule: EVERY_MINUTE, policies: ALLOW });
    const before = await heart.makeJob({ schedule: EVERY_MINUTE, policies: ALLOW });
    const after = await heart.makeJob({ schedule: EVERY_MINUTE, policies: ALLOW });
    const until = await heart.makeJob({ schedule: EVERY_MINUTE, policies: ALLOW });
    await at(0, 59);
    await pauseJob(ctx, which(before.id), {});
    await pauseJob(ctx, which(until.id), { until: "2026-03-02T08:04:00Z" });
    await at(2);
    await planAll();
    await pause();
    await at(3);
    await pauseJob(ctx, which(inner.id), {});
    await pauseJob(ctx, which(after.id), {});
    await at(4);
    await planAll();
    const resumed = await resumeJob(ctx, which(before.id), { missed: "all" });
    expect(resumed).toMatchObject({ status: "paused", enabled: true, pausedAt: null });
    await resumeJob(ctx, which(inner.id), { missed: "all" });
    await planAll();
    expect(await ledger(before.id)).toEqual([]);
    await at(6);
    await resume("skip");
    await planAll();
    const missed = (from: number, to: number) =>
      Array.from({ length: to - from + 1 }, (_, index) => `${from + index} missed paused skip`);
    const usual = ["1 missed coalesced", "2 pending"];
    expect(await ledger(inner.id)).toEqual([...usual, ...missed(3, 6)]);
    expect(await ledger(before.id)).toEqual(missed(1, 6));
    expect(await ledger(until.id)).toEqual(missed(1, 6));
    expect(await ledger(after.id)).toEqual(usual);
    expect(await getJob(ctx, which(after.id))).toMatchObject({ status: "paused", enabled: false });
    await at(8);
    await resumeJob(ctx, which(after.id), { missed: "latest" });
    await planAll();
    expect(await ledger(after.id)).toEqual([
      ...usual,
      ...["3 missed paused", "4 missed paused", "5 missed paused", "6 missed paused"],
      ...["7 missed paused", "8 pending catch-up latest"],
    ]);
    const facts = (await heart.runs(before.id))
      .slice(0, 6)
      .map(({ decision }) => decision.pause.of);
    expect(facts).toEqual(["job", "job", "project", "project", "project", "project"]);
    expect(await heart.strays()).toEqual([]);
  });

  it("stay one while the job is edited, paused again and resumed in between", async () => {
    const job = await heart.makeJob({ schedule: EVERY_MINUTE, policies: ALLOW });
    await pauseJob(ctx, which(job.id), {});
    await at(2);
    await pause();
    await at(3);
    await resumeJob(ctx, which(job.id), {});
    await updateJobBy(ctx, which(job.id), { name: "Renamed" }, null);
    await planAll();
    await at(4);
    await pauseJob(ctx, which(job.id), {});
    await planAll();
    await at(5);
    await updateJobBy(ctx, which(job.id), { enabled: true }, null);
    await at(6);
    await resume("skip");
    await planAll();
    expect(await ledger(job.id)).toEqual(
      [1, 2, 3, 4, 5, 6].map((minute) => `${minute} missed paused skip`),
    );
    expect(await getJob(ctx, which(job.id))).toMatchObject({ status: "active", pausedAt: null });
  });

  it("leave the slots of a replaced schedule missed, and count the new one from there (P1)", async () => {
    const job = await heart.makeJob({ schedule: EVERY_MINUTE, policies: ALLOW });
    await at(2, 0);
    await pause();
    await at(4, 0);
    const schedule = { kind: "cron", expression: "*/3 * * * *" } as const;
    await updateJobBy(ctx, which(job.id), { schedule }, null);
    await at(10);
    await resume("all");
    await planAll();
    expect(await ledger(job.id)).toEqual([
      ...["1 pending", "2 pending", "3 missed paused skip", "4 missed paused skip"],
      ...["6 pending catch-up all", "9 pending catch-up all"],
    ]);
  });
});

describe("P2: the end of a pause that nobody ended", () => {
  it("is its `until`, however late it is noticed", async () => {
    const job = await heart.makeJob({ schedule: EVERY_MINUTE, policies: { ...ALLOW } });
    await at(1);
    await pause({ until: "2026-03-02T08:04:00Z" });
    await planAll();
    expect(await clockOf(job.id)).toMatchObject({
      next_fire_at: new Date("2026-03-02T08:04:00Z"),
      parked: true,
    });
    await at(9);
    expect((await getJob(ctx, { job: job.id })).status).toBe("active");
    expect((await resume("skip")).paused).toBeNull();
    await planAll();
    expect(await ledger(job.id)).toEqual([
      ...["1 pending", "2 missed paused", "3 pending catch-up latest", "4 missed coalesced"],
      ...["5 missed coalesced", "6 missed coalesced", "7 missed coalesced"],
      ...["8 missed coalesced", "9 pending"],
    ]);
  });

  it("is noted and told once", async () => {
    await pause({ until: "2026-03-02T08:04:00Z" });
    await at(5);
    expect([await endPauses(heart.platform), await endPauses(heart.platform)]).toEqual([1, 0]);
    const events =
      await sql`select type, job_id, data from events where job_id is null order by seq`;
    expect(events.map(({ type, data }) => `${type} ${data.status}`)).toEqual([
      "job.updated paused",
      "job.updated active",
    ]);
    const [row] = await sql`select resumed_at, resumed_by from project_pauses`;
    expect(row).toEqual({ resumed_at: new Date("2026-03-02T08:04:00Z"), resumed_by: null });
  });

  it("may be moved meanwhile, earlier, later and away", async () => {
    const job = await heart.makeJob({ schedule: EVERY_MINUTE, policies: ALLOW });
    await pause({ until: "2026-03-02T08:20:00Z" });
    await at(1);
    await planAll();
    await pause({ until: "2026-03-02T08:03:00Z", note: "sooner" });
    await at(3);
    expect(await heart.plan()).toMatchObject({ jobs: 1, runs: 3 });
    await pause({ until: "2026-03-02T08:06:00Z", note: "again" });
    await at(4);
    await planAll();
    await pause({ until: "2026-03-02T08:08:00Z" });
    await at(7);
    expect(await heart.plan()).toMatchObject({ jobs: 0 });
    expect((await pause({ until: null })).paused).toMatchObject({ until: null, note: "again" });
    await at(9);
    expect(await heart.plan()).toMatchObject({ jobs: 0 });
    await resume("skip");
    await planAll();
    expect(await ledger(job.id)).toHaveLength(9);
    expect(await sql`select 1 from project_pauses`).toHaveLength(2);
  });
});

it("finds every parked job again, however many there are", async () => {
  const job = await heart.makeJob({ schedule: EVERY_MINUTE, policies: ALLOW });
  await pause();
  await at(1);
  await planAll();
  // Clocks alone, without the jobs they belong to: those would take the test its time.
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`
      insert into job_clocks
      select (jsonb_populate_record(c, jsonb_build_object('job_id', gen_random_uuid()))).*
      from job_clocks c, generate_series(1, 25000) where c.job_id = ${job.id}`;
  });
  await at(5);
  expect(await heart.plan()).toEqual({ jobs: 0, runs: 0 });
  await resume("skip");
  const due = await sql`
    select count(*)::int as jobs from job_clocks where next_fire_at = punctual_now() and not parked`;
  expect(due[0]).toEqual({ jobs: 25_001 });
});

describe("a planner that meets a pause at its end", () => {
  /** The platform whose next transaction calls back after the first statement that has this text in it. */
  function interrupted(text: string, then: () => Promise<unknown>): Platform {
    let met = false;
    const watched = (tx: Tx): Tx => {
      const execute = async (query: Parameters<Tx["execute"]>[0]) => {
        const answer = await tx.execute(query);
        if (!met && textOf(query).includes(text)) {
          met = true;
          await then();
        }
        return answer;
      };
      return new Proxy(tx, {
        get: (target, name) => (name === "execute" ? execute : Reflect.get(target, name, target)),
      });
    };
    const transaction = (work: (tx: Tx) => Promise<unknown>) =>
      heart.platform.db.transaction((tx) => work(watched(tx)));
    const db = new Proxy(heart.platform.db, {
      get: (target, name) =>
        name === "transaction" ? transaction : Reflect.get(target, name, target),
    }) as Db;
    return { ...heart.platform, db };
  }

  const textOf = (query: unknown) => new PgDialect().sqlToQuery((query as SQLWrapper).getSQL()).sql;

  it("does not park a job in one that ended since it looked", async () => {
    const job = await heart.makeJob({ schedule: EVERY_MINUTE, policies: ALLOW });
    await pause();
    await at(1);
    const platform = interrupted("for no key update of job_clocks", () => resume("skip"));
    await planDue(platform, 100);
    expect(await clockOf(job.id)).toMatchObject({ parked: false });
    await at(2);
    await planAll();
    expect(await ledger(job.id)).toEqual(["1 missed paused skip", "2 pending"]);
  });

  it("parks a job in one that is being ended only where it is woken afterwards", async () => {
    const job = await heart.makeJob({ schedule: EVERY_MINUTE, policies: ALLOW });
    await pause();
    await at(1);
    let resumed: Promise<unknown> = Promise.resolve();
    const platform = interrupted("for share skip locked", async () => {
      resumed = resume("skip");
      await someoneWaits(heart.platform.db);
    });
    await planDue(platform, 100);
    await resumed;
    expect(await clockOf(job.id)).toMatchObject({ parked: false });
    await at(2);
    await planAll();
    expect(await ledger(job.id)).toEqual(["1 missed paused skip", "2 pending"]);
  });
});
