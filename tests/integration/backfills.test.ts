import { describe, expect, it } from "vitest";
import type { BackfillBody } from "../../lib/contracts/backfill.ts";
import type { JobCreate } from "../../lib/contracts/job.ts";
import { cancelBackfill } from "../../lib/services/backfills/cancel.ts";
import { getBackfill } from "../../lib/services/backfills/get.ts";
import { listBackfills } from "../../lib/services/backfills/list.ts";
import { planBackfill } from "../../lib/services/backfills/plan.ts";
import { startBackfill } from "../../lib/services/backfills/start.ts";
import { createCalendar } from "../../lib/services/calendars/create.ts";
import { pauseJob } from "../../lib/services/jobs/pause.ts";
import { COMPLETED, openHeart, type RunRow, times } from "../support/heart.ts";

const heart = await openHeart("2026-03-02T08:00:30Z");
const { clock, ctx, sql } = heart;

const MINUTE = 60_000;
const EVERY_MINUTE = { kind: "cron", expression: "* * * * *" } as const;
const RANGE = { from: "2026-03-02T07:00:00Z", to: "2026-03-02T07:05:00Z" };

function makeJob(more: Partial<JobCreate> = {}) {
  return heart.makeJob({ schedule: EVERY_MINUTE, ...more });
}

async function backfill(jobId: string, body: Partial<BackfillBody> = {}): Promise<string> {
  const { backfillId } = await startBackfill(ctx, { job: jobId }, { ...RANGE, ...body });
  return backfillId;
}

function rowsOf(backfillId: string): Promise<RunRow[]> {
  return sql<RunRow[]>`select * from runs where backfill_id = ${backfillId} order by scheduled_for`;
}

const states = (rows: readonly RunRow[]) =>
  rows.map((row) => [row.status, row.reason, row.held_reason && "held"].filter(Boolean).join(" "));

/** Lets everything that may run complete, one run at a time; answers the order. */
async function drain(): Promise<string[]> {
  const order: string[] = [];
  for (let [work] = await heart.claim(1); work !== undefined; [work] = await heart.claim(1)) {
    order.push(new Date(work.run.scheduledFor).toISOString().slice(11, 16));
    await heart.finish(work, COMPLETED);
  }
  return order;
}

describe("B1: the slots of a backfill", () => {
  it("are all from ≤ slot < to, before the creation too, each with a run of its own", async () => {
    const job = await makeJob();
    const rows = await rowsOf(await backfill(job.id));
    expect(times(rows)).toEqual(["07:00:00", "07:01:00", "07:02:00", "07:03:00", "07:04:00"]);
    for (const row of rows)
      expect(row).toMatchObject({
        trigger: "backfill",
        available_at: new Date("2026-03-02T08:00:30Z"),
        scheduled_until: null,
        slot_count: 1,
      });
    expect(await heart.strays()).toEqual([]);
  });

  it("end where the schedule has been decided", async () => {
    const job = await makeJob();
    await clock.advance(10 * MINUTE);
    const range = { from: "2026-03-02T07:58:00Z", to: "2026-03-02T09:00:00Z" };
    const before = await backfill(job.id, range);
    expect(times(await rowsOf(before))).toEqual(["07:58:00", "07:59:00", "08:00:00"]);
    await heart.plan();
    const after = await rowsOf(await backfill(job.id, range));
    expect(times(after).at(-1)).toBe("08:10:00");
    expect(after).toHaveLength(13);
  });

  it("look at gaps, calendars and the window, but at no pause, misfire or jitter", async () => {
    await createCalendar(ctx, {
      project: "default",
      name: "Closed",
      entries: [{ kind: "hours", from: "02:02", to: "24:00", name: "Night" }],
    });
    const schedule = {
      kind: "cron" as const,
      expression: "30 0,1,2,3 * * *",
      timeZone: "Europe/Berlin",
      dst: { gap: "skip" as const },
      startAt: "2025-03-29T23:00:00Z",
      jitterSeconds: 3600,
      calendars: ["closed"],
    } satisfies JobCreate["schedule"];
    const job = await makeJob({ schedule, policies: { misfire: { policy: "skip" } } });
    // No schedule is accepted that is over; this one has become so.
    await sql`update jobs set schedule = schedule || '{"endAt": "2025-03-31T01:30:00.000Z"}' where id = ${job.id}`;
    await pauseJob(ctx, { job: job.id, project: "default" }, {});
    const range = { from: "2025-03-01T00:00:00Z", to: "2025-04-30T00:00:00Z" };
    const rows = await rowsOf(await backfill(job.id, range));
    expect(
      rows.map((row) => `${row.scheduled_for.toISOString().slice(5, 16)} ${states([row])}`),
    ).toEqual([
      "03-29T23:30 skipped window",
      "03-30T00:30 skipped window",
      "03-30T01:00 skipped dst_gap",
      "03-30T01:30 pending",
      "03-30T22:30 skipped window",
      "03-30T23:30 skipped window",
      "03-31T00:30 pending held",
    ]);
    expect(rows[0]?.decision).toEqual({ calendar: "closed", entry: 0, name: "Night" });
    expect(rows[3]?.available_at).toEqual(new Date("2026-03-02T08:00:30Z"));
    expect(await heart.unsound()).toEqual([]);
  });

  it("leave the rows that exist as they are, and may be run again by another backfill", async () => {
    const job = await makeJob({ policies: { overlap: "allow" } });
    await clock.advance(2 * MINUTE);
    await heart.plan();
    const own = await sql`select * from runs order by id`;
    const range = { from: "2026-03-02T08:00:00Z", to: "2026-03-02T08:02:30Z" };
    const first = await backfill(job.id, range);
    const second = await backfill(job.id, range);
    expect(times(await rowsOf(first))).toEqual(times(await rowsOf(second)));
    expect(await sql`select * from runs where trigger = 'schedule' order by id`).toEqual(own);
    const again = sql`update runs set backfill_id = ${first} where backfill_id = ${second}`;
    await expect(again).rejects.toThrow("runs_backfill_slot_unique");
  });

  it("are none for a job without a schedule", async () => {
    const job = await heart.makeJob();
    expect(await startBackfill(ctx, { job: job.id }, RANGE)).toMatchObject({ count: 0 });
  });

  it("are at most ten thousand, and how many there are is said", async () => {
    const job = await makeJob({ schedule: { kind: "cron", expression: "* * * * * *" } });
    const range = { from: "2026-03-01T00:00:00Z", to: "2026-03-01T02:46:41Z" };
    const refused = {
      code: "invalid",
      problems: [{ pointer: "/to", message: expect.stringContaining("10001 slots") }],
    };
    await expect(backfill(job.id, range)).rejects.toMatchObject(refused);
    await expect(planBackfill(ctx, { job: job.id }, range)).rejects.toMatchObject(refused);
    const most = { ...range, to: "2026-03-01T02:46:40Z" };
    expect(await planBackfill(ctx, { job: job.id }, most)).toMatchObject({ count: 10_000 });
    await expect(backfill(job.id, { to: RANGE.from })).rejects.toMatchObject({
      problems: [{ pointer: "/to" }],
    });
    expect(await sql`select 1 from backfills`).toHaveLength(0);
  });
});

describe("a dry run", () => {
  it("writes nothing, and counts the slots that have completed, on their own or in a backfill", async () => {
    const job = await makeJob({ policies: { overlap: "allow" } });
    await clock.advance(MINUTE);
    await heart.plan();
    await drain();
    const range = { from: "2026-03-02T07:58:00Z", to: "2026-03-02T08:01:30Z" };
    const plan = { count: 4, first: "2026-03-02T07:58:00.000Z", last: "2026-03-02T08:01:00.000Z" };
    expect(await planBackfill(ctx, { job: job.id }, range)).toEqual({ ...plan, completed: 1 });
    expect(await sql`select 1 from backfills`).toHaveLength(0);
    await backfill(job.id, { ...range, from: "2026-03-02T08:00:00Z" });
    await drain();
    expect(await planBackfill(ctx, { job: job.id }, range)).toEqual({ ...plan, completed: 2 });
  });
});

describe("the runs of a backfill", () => {
  it("go one after the other in the order of their slots, unless another rule is named", async () => {
    const job = await makeJob({ policies: { overlap: "allow" } });
    const id = await backfill(job.id);
    expect(states(await rowsOf(id))).toEqual(["pending", ...Array(4).fill("pending held")]);
    expect(await drain()).toEqual(["07:00", "07:01", "07:02", "07:03", "07:04"]);
    expect(await getBackfill(ctx, id)).toMatchObject({
      status: "finished",
      count: 5,
      counts: { completed: 5, pending: 0 },
      finishedAt: "2026-03-02T08:00:30.000Z",
    });
    expect(await heart.strays()).toEqual([]);
  });

  it.each([
    ["allow", ["pending", "pending", "pending", "pending", "pending"]],
    ["skip", ["pending", ...Array(4).fill("skipped overlap")]],
    ["queue_one", ["pending", "pending held", ...Array(3).fill("skipped overlap")]],
    ["cancel_previous", [...Array(4).fill("cancelled overlap"), "pending"]],
  ] as const)("meet each other by the rule they name: %s", async (overlap, expected) => {
    const job = await makeJob();
    const id = await backfill(job.id, { overlap });
    expect(states(await rowsOf(id))).toEqual(expected);
    expect(await heart.strays()).toEqual([]);
    await drain();
    expect(await getBackfill(ctx, id)).toMatchObject({ status: "finished" });
  });

  it("keep to the job's limit under `allow`", async () => {
    const job = await makeJob({ policies: { overlap: "allow", maxConcurrentRuns: 2 } });
    const id = await backfill(job.id, { overlap: "allow" });
    expect(states(await rowsOf(id))).toEqual([
      "pending",
      "pending",
      ...Array(3).fill("pending held"),
    ]);
    expect(await heart.claim()).toHaveLength(2);
  });

  it("neither fill the queue of the job nor find it full", async () => {
    const job = await makeJob({ policies: { overlap: "queue_all" } });
    const range = { from: "2026-03-01T00:00:00Z", to: "2026-03-01T20:00:00Z" };
    const id = await backfill(job.id, range);
    expect(new Set(states((await rowsOf(id)).slice(1)))).toEqual(new Set(["pending held"]));
    await clock.advance(MINUTE);
    await heart.plan();
    const [own] = await sql<RunRow[]>`select * from runs where trigger = 'schedule'`;
    expect(own).toMatchObject({ status: "pending", held_reason: "overlap" });
  });
});

describe("a backfill that is cancelled", () => {
  it("ends what is pending, asks what runs to stop, and leaves what has ended", async () => {
    const job = await makeJob({ policies: { overlap: "allow", maxConcurrentRuns: 2 } });
    const id = await backfill(job.id, { overlap: "allow" });
    const [first, second] = await heart.claim();
    if (first === undefined || second === undefined) throw new Error("two runs were to be had");
    await heart.finish(first, COMPLETED);
    const cancelled = await cancelBackfill(ctx, id);
    expect(cancelled).toMatchObject({
      status: "cancelling",
      counts: { completed: 1, cancelling: 1, cancelled: 3, pending: 0 },
      cancelledAt: "2026-03-02T08:00:30.000Z",
    });
    expect(await heart.strays()).toEqual([]);
    await heart.finish(second, { outcome: "cancelled" });
    const again = await cancelBackfill(ctx, id);
    expect(again).toMatchObject({ status: "cancelled", counts: { completed: 1, cancelled: 4 } });
    const deeds = await sql`select action from audit where object_id = ${id} order by seq`;
    expect(deeds.map(({ action }) => action)).toEqual(["backfill.started", "backfill.cancelled"]);
    expect(await heart.unsound()).toEqual([]);
  });

  it("lets go whoever waited behind it", async () => {
    const job = await makeJob({ policies: { overlap: "queue_all" } });
    const id = await backfill(job.id);
    await clock.advance(MINUTE);
    await heart.plan();
    await cancelBackfill(ctx, id);
    const work = await heart.claimOne();
    expect(work.run.trigger).toBe("schedule");
  });
});

it("is listed with its job, newest first, and stays readable when the job is gone", async () => {
  const job = await makeJob();
  const first = await backfill(job.id);
  await clock.advance(1_000);
  const second = await backfill(job.id, { overlap: "skip" });
  const page = await listBackfills(ctx, { job: job.id }, {});
  expect(page.data.map(({ id, counts }) => [id, counts.pending])).toEqual([
    [second, 0],
    [first, 5],
  ]);
  await sql`update jobs set deleted_at = punctual_now() where id = ${job.id}`;
  expect(await getBackfill(ctx, first)).toMatchObject({ jobId: job.id, count: 5 });
});

it("takes ten thousand slots in one go, and lets them go as fast as a few", async () => {
  const job = await makeJob({ schedule: { kind: "cron", expression: "* * * * * *" } });
  const range = { from: "2026-03-01T00:00:00Z", to: "2026-03-01T02:46:40Z" };
  const id = await backfill(job.id, range);
  const [plan] = await sql`
    explain (format json) select id from runs where job_id = ${job.id} and held_reason = 'overlap'
    order by (case when trigger = 'schedule' then created_at else greatest(created_at, available_at) end), id limit 100`;
  expect(JSON.stringify(plan)).toContain("runs_held_in_turn");
  const order: string[] = [];
  for (let at = 0; at < 20; at += 1) {
    const work = await heart.claimOne();
    order.push(new Date(work.run.scheduledFor).toISOString().slice(17, 19));
    await heart.finish(work, COMPLETED);
  }
  expect(order).toEqual(Array.from({ length: 20 }, (_, at) => String(at).padStart(2, "0")));
  expect((await getBackfill(ctx, id)).counts).toMatchObject({ completed: 20, pending: 9_980 });
  await cancelBackfill(ctx, id);
  expect((await getBackfill(ctx, id)).counts).toMatchObject({ completed: 20, cancelled: 9_980 });
  expect(await heart.strays()).toEqual([]);
});
