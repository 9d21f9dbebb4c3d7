import { afterEach, describe, expect, it } from "vitest";
import type { JobCreate } from "../../lib/contracts/job.ts";
import { updateJobBy } from "../../lib/services/jobs/update.ts";
import { planDue } from "../../lib/services/runs/plan.ts";
import { reissueLostMessages } from "../../lib/services/runs/put-right.ts";
import { FIRST_JOB, sweepHeld } from "../../lib/services/runs/release-held.ts";
import { COMPLETED, openHeart, type RunRow, times, verdicts, WORKER_ID } from "../support/heart.ts";

const heart = await openHeart("2026-03-02T08:00:30Z");
const { clock, platform } = heart;

const EVERY_MINUTE = { kind: "cron", expression: "* * * * *" } as const;

type Policies = NonNullable<JobCreate["policies"]>;

const scheduled = (policies: Policies) => heart.makeJob({ schedule: EVERY_MINUTE, policies });

/** Plans the slots of the next minutes, one pass each. */
async function planMinutes(minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    await clock.setClock(
      new Date((Math.floor((await clock.now()).getTime() / 60_000) + 1) * 60_000),
    );
    await heart.plan();
  }
}

const states = (rows: readonly RunRow[]): string[] =>
  rows.map((row) => (row.held_reason === null ? row.status : `held ${row.held_reason}`));

const patch = (jobId: string, policies: Policies) =>
  updateJobBy(heart.ctx, { job: jobId, project: "default" }, { policies }, null);

/** Claims what may start and completes it; answers the slots, in order. */
async function completeNext(): Promise<string[]> {
  const works = await heart.claim();
  const rows = await Promise.all(works.map((work) => heart.run(work.run.id)));
  for (const work of works) await heart.finish(work, COMPLETED);
  return times(rows);
}

afterEach(async () => {
  expect(await heart.strays()).toEqual([]);
  expect(await heart.unsound()).toEqual([]);
});

describe("a slot that meets an active run (O1, O2)", () => {
  it("under `skip` is skipped, naming the run in the way, pending or running", async () => {
    const job = await scheduled({ overlap: "skip" });
    await planMinutes(2);
    const work = await heart.claimOne();
    await planMinutes(1);
    await heart.finish(work, COMPLETED);
    await planMinutes(1);
    const rows = await heart.runs(job.id);
    expect(verdicts(rows)).toEqual(["completed", "skipped overlap", "skipped overlap", "pending"]);
    const overlap = { policy: "skip", limit: 1, active: 1, held: 0 };
    expect(rows.slice(1, 3).map((row) => row.decision)).toEqual(
      Array(2).fill({ inTheWay: rows[0]?.id, overlap }),
    );
  });

  it("under `allow` opens all the same", async () => {
    const job = await scheduled({ overlap: "allow" });
    await planMinutes(3);
    expect(states(await heart.runs(job.id))).toEqual(["pending", "pending", "pending"]);
    expect(await completeNext()).toEqual(["08:01:00", "08:02:00", "08:03:00"]);
  });

  it("under `allow` with a limit waits its turn, and goes in order", async () => {
    const job = await scheduled({ overlap: "allow", maxConcurrentRuns: 2 });
    await planMinutes(5);
    const rows = await heart.runs(job.id);
    expect(states(rows)).toEqual(["pending", "pending", ...Array(3).fill("held overlap")]);
    expect(rows.map((row) => row.held_by)).toEqual([
      null,
      null,
      rows[0]?.id,
      rows[1]?.id,
      rows[2]?.id,
    ]);
    expect(await completeNext()).toEqual(["08:01:00", "08:02:00"]);
    expect(await completeNext()).toEqual(["08:03:00", "08:04:00"]);
    expect(await completeNext()).toEqual(["08:05:00"]);
  });

  it("under `queue_one` waits when nobody does, and else is skipped: the one that waits stays", async () => {
    const job = await scheduled({ overlap: "queue_one" });
    await planMinutes(3);
    const rows = await heart.runs(job.id);
    expect(states(rows)).toEqual(["pending", "held overlap", "skipped"]);
    const overlap = { policy: "queue_one", limit: 1, active: 2, held: 1 };
    expect(rows[2]?.decision).toEqual({ inTheWay: rows[1]?.id, overlap });
    expect(await completeNext()).toEqual(["08:01:00"]);
    expect(await completeNext()).toEqual(["08:02:00"]);
  });

  it("under `queue_all` waits behind the one before it, one at a time", async () => {
    const job = await scheduled({ overlap: "queue_all" });
    await planMinutes(4);
    const rows = await heart.runs(job.id);
    expect(rows.map((row) => row.held_by)).toEqual([null, rows[0]?.id, rows[1]?.id, rows[2]?.id]);
    for (const minute of [1, 2, 3, 4]) expect(await completeNext()).toEqual([`08:0${minute}:00`]);
    expect(await completeNext()).toEqual([]);
  });

  it("under `queue_all` is skipped behind a thousand (`queue_full`)", async () => {
    const job = await heart.makeJob({
      schedule: { kind: "interval", every: "1s" },
      policies: {
        overlap: "queue_all",
        misfire: { policy: "latest", graceSeconds: 3600, windowSeconds: 3600 },
      },
    });
    await clock.advance(1003_000);
    await heart.plan();
    const rows = await heart.runs(job.id);
    expect(rows).toHaveLength(1003);
    expect(new Set(verdicts(rows.slice(0, 1001)))).toEqual(new Set(["pending"]));
    expect(verdicts(rows.slice(1001))).toEqual(Array(2).fill("skipped overlap queue_full"));
  });

  it("under `cancel_previous` asks the others to cancel and waits for them", async () => {
    const job = await scheduled({ overlap: "cancel_previous" });
    await planMinutes(1);
    const work = await heart.claimOne();
    await planMinutes(2);
    const rows = await heart.runs(job.id);
    expect(states(rows)).toEqual(["cancelling", "cancelled", "held overlap"]);
    expect(rows[1]).toMatchObject({ reason: "overlap" });
    expect(await heart.claim()).toEqual([]);
    await heart.finish(work, { outcome: "cancelled" });
    expect(await heart.run(work.run.id)).toMatchObject({ status: "cancelled", reason: "overlap" });
    expect(await completeNext()).toEqual(["08:03:00"]);
  });

  it("under `cancel_previous` goes at once when the others had not begun", async () => {
    const job = await scheduled({ overlap: "cancel_previous" });
    await planMinutes(2);
    expect(states(await heart.runs(job.id))).toEqual(["cancelled", "pending"]);
    expect(await completeNext()).toEqual(["08:02:00"]);
  });
});

describe("a planner with free slots", () => {
  const here = { workerId: WORKER_ID, leaseSeconds: 60, pools: ["default"], slots: 2 };

  it("starts what it opens as far as they go, and announces the others", async () => {
    const job = await scheduled({ overlap: "allow", misfire: { graceSeconds: 600 } });
    await clock.setClock("2026-03-02T08:03:00Z");
    const { started } = await planDue(platform, 10, { here: here });
    expect(states(await heart.runs(job.id))).toEqual(["running", "running", "pending"]);
    const first = (await heart.runs(job.id))[0];
    expect(started.map((work) => work.run.id)).toContain(first?.id);
    expect(first).toMatchObject({ attempt: 1, lateness_ms: 120_000, dispatch_id: null });
    for (const work of started) await heart.finish(work, COMPLETED);
    expect(await completeNext()).toEqual(["08:03:00"]);
  });

  it("starts neither what is held, nor what waits for its jitter, nor what a later slot cancels", async () => {
    const queued = await scheduled({ overlap: "queue_all" });
    const spread = await heart.makeJob({ schedule: { ...EVERY_MINUTE, jitterSeconds: 86_400 } });
    const replaced = await scheduled({ overlap: "cancel_previous" });
    await clock.setClock("2026-03-02T08:02:00Z");
    const { started } = await planDue(platform, 10, { here: { ...here, slots: 10 } });
    expect(states(await heart.runs(queued.id))).toEqual(["running", "held overlap"]);
    expect(states(await heart.runs(spread.id))).toEqual(["pending", "skipped"]);
    expect(states(await heart.runs(replaced.id))).toEqual(["cancelled", "pending"]);
    expect(started.map((work) => work.job.jobId)).toEqual([queued.id]);
  });
});

describe("catch-up runs of `all` (O3)", () => {
  it("go one behind the other under `skip`; later slots meet them", async () => {
    const misfire = { policy: "all", graceSeconds: 0 } as const;
    const job = await scheduled({ overlap: "skip", misfire });
    await clock.setClock("2026-03-02T08:04:10Z");
    await heart.plan();
    expect(states(await heart.runs(job.id))).toEqual(["pending", ...Array(3).fill("held overlap")]);
    await planMinutes(1);
    expect(verdicts(await heart.runs(job.id)).at(-1)).toBe("skipped overlap");
    for (const minute of [1, 2, 3, 4]) expect(await completeNext()).toEqual([`08:0${minute}:00`]);
  });

  it("go as many at a time as `allow` has room for", async () => {
    const misfire = { policy: "all", graceSeconds: 0 } as const;
    await scheduled({ overlap: "allow", maxConcurrentRuns: 2, misfire });
    await clock.setClock("2026-03-02T08:04:10Z");
    await heart.plan();
    expect(await completeNext()).toEqual(["08:01:00", "08:02:00"]);
    expect(await completeNext()).toEqual(["08:03:00", "08:04:00"]);
  });

  it("of `latest` wait for their turn like any other slot", async () => {
    const misfire = { policy: "latest", graceSeconds: 0 } as const;
    const job = await scheduled({ overlap: "queue_all", maxConcurrentRuns: 2, misfire });
    await heart.openRun(job.id);
    await heart.openRun(job.id);
    await clock.setClock("2026-03-02T08:02:10Z");
    await heart.plan();
    const [first] = await heart.claim();
    if (first === undefined) throw new Error("nothing was claimed");
    expect(states(await heart.runs(job.id)).at(-1)).toBe("held overlap");
    await heart.finish(first, COMPLETED);
    expect(states(await heart.runs(job.id)).at(-1)).toBe("pending");
  });
});

describe("a run by hand (O3)", () => {
  it("meets the job's rule, unless it names another", async () => {
    const job = await heart.makeJob({ policies: { overlap: "skip" } });
    await heart.openRun(job.id);
    await heart.openRun(job.id);
    await heart.openRun(job.id, { overlap: "allow" });
    await heart.openRun(job.id, { overlap: "queue_one" });
    expect(states(await heart.runs(job.id))).toEqual([
      "pending",
      "skipped",
      "pending",
      "held overlap",
    ]);
    expect(await completeNext()).toHaveLength(2);
    expect(await completeNext()).toHaveLength(1);
  });

  it("waits by the rule it named although its job allows any number", async () => {
    const job = await heart.makeJob({ policies: { overlap: "allow" } });
    await heart.openRun(job.id);
    const second = await heart.openRun(job.id, { overlap: "queue_all" });
    const third = await heart.openRun(job.id, { overlap: "queue_all" });
    expect(states(await heart.runs(job.id))).toEqual(["pending", "held overlap", "held overlap"]);
    await completeNext();
    const work = await heart.claimOne();
    expect(work.run.id).toBe(second);
    await heart.finish(work, COMPLETED);
    expect((await heart.claimOne()).run.id).toBe(third);
  });

  it("asked for later stands in nobody's way, and is judged at its moment", async () => {
    const job = await scheduled({ overlap: "skip" });
    const delayed = await heart.openRun(job.id, { delaySeconds: 90 });
    expect(await heart.run(delayed)).toMatchObject({
      held_reason: "delay",
      scheduled_for: new Date("2026-03-02T08:02:00Z"),
    });
    await planMinutes(1);
    expect(await completeNext()).toEqual(["08:01:00"]);
    await clock.setClock("2026-03-02T08:01:59.999Z");
    await heart.plan();
    expect((await heart.run(delayed)).held_reason).toBe("delay");
    await planMinutes(1);
    const rows = await heart.runs(job.id);
    expect(verdicts(rows.filter((row) => row.id !== delayed))).toEqual(["completed", "pending"]);
    expect(await heart.run(delayed)).toMatchObject({ status: "skipped", reason: "overlap" });
  });

  it("asked for at a moment goes then, and when that has passed at once", async () => {
    const job = await heart.makeJob();
    const later = await heart.openRun(job.id, { at: Date.parse("2026-03-02T08:05:00.250Z") });
    await clock.setClock("2026-03-02T08:05:00.250Z");
    await heart.plan();
    const work = await heart.claimOne();
    expect(work.run.id).toBe(later);
    expect((await heart.run(later)).lateness_ms).toBe(0);
    await heart.finish(work, COMPLETED);
    await heart.openRun(job.id, { at: Date.parse("2026-03-02T08:00:00Z") });
    expect(await completeNext()).toEqual(["08:05:00"]);
  });

  it("asked for later waits behind those that were waiting when its moment came", async () => {
    const job = await scheduled({ overlap: "queue_all" });
    const delayed = await heart.openRun(job.id, { delaySeconds: 120 });
    await planMinutes(2);
    const slot = (await heart.runs(job.id)).at(-1);
    await clock.setClock("2026-03-02T08:02:30Z");
    await heart.plan();
    expect(await heart.run(delayed)).toMatchObject({ held_reason: "overlap", held_by: slot?.id });
    expect(await completeNext()).toEqual(["08:01:00"]);
    expect(await completeNext()).toEqual(["08:02:00"]);
    expect(await completeNext()).toEqual(["08:02:30"]);
  });

  it("that cancels the one before it goes when that is gone", async () => {
    const job = await heart.makeJob({ policies: { overlap: "skip" } });
    await heart.openRun(job.id);
    const work = await heart.claimOne();
    const next = await heart.openRun(job.id, { overlap: "cancel_previous" });
    expect(await heart.claim()).toEqual([]);
    await heart.finish(work, { outcome: "cancelled" });
    expect((await heart.claimOne()).run.id).toBe(next);
  });
});

describe("a held run", () => {
  it("goes after its jitter, and its message rings no sooner (J1)", async () => {
    const schedule = { ...EVERY_MINUTE, jitterSeconds: 3600 };
    const job = await heart.makeJob({ schedule, policies: { overlap: "queue_all" } });
    await planMinutes(2);
    const [first, second] = await heart.runs(job.id);
    if (first?.available_at == null || second?.available_at == null) throw new Error("no rows");
    const later = Math.max(first.available_at.getTime(), second.available_at.getTime());
    await clock.setClock(first.available_at);
    await heart.finish(await heart.claimOne(), COMPLETED);
    const wait = second.available_at.getTime() - (await clock.now()).getTime();
    if (wait > 0) expect(await heart.claim()).toEqual([]);
    expect(await heart.strays()).toEqual([]);
    await clock.setClock(new Date(later));
    expect((await heart.claimOne()).run.id).toBe(second.id);
    expect(await reissueLostMessages(platform, 0)).toBe(0);
  });

  it("goes when an edit of the job makes room, though another is still at work", async () => {
    const job = await scheduled({ overlap: "queue_all" });
    await planMinutes(3);
    const work = await heart.claimOne();
    await patch(job.id, { maxConcurrentRuns: 2 });
    expect(states(await heart.runs(job.id))).toEqual(["running", "pending", "held overlap"]);
    await patch(job.id, { overlap: "allow", maxConcurrentRuns: null });
    expect(states(await heart.runs(job.id))).toEqual(["running", "pending", "pending"]);
    await patch(job.id, { overlap: "skip" });
    await heart.finish(work, COMPLETED);
    expect(await completeNext()).toEqual(["08:02:00", "08:03:00"]);
  });

  it("goes whichever commits later, the end of the run before it or its own holding", async () => {
    const job = await heart.makeJob({ policies: { overlap: "queue_all" } });
    for (let round = 0; round < 15; round += 1) {
      await heart.openRun(job.id);
      const work = await heart.claimOne();
      await Promise.all([heart.finish(work, COMPLETED), heart.openRun(job.id)]);
      const next = await heart.claimOne();
      await heart.finish(next, COMPLETED);
    }
    expect((await heart.runs(job.id)).every((row) => row.status === "completed")).toBe(true);
  });

  it("that a crash left behind is let go by the sweep", async () => {
    const job = await heart.makeJob({ policies: { overlap: "queue_all" } });
    await heart.openRun(job.id);
    const held = await heart.openRun(job.id);
    const work = await heart.claimOne();
    // The worker dies between the commit of the end and the release.
    await heart.sql`update runs set status = 'completed', finished_at = punctual_now(), lease_token = null,
      lease_expires_at = null where id = ${work.run.id}`;
    await heart.sql`insert into events (type, run_id, data) values ('run.finished', ${work.run.id}, '{}')`;
    await sweepHeld(platform, FIRST_JOB);
    expect((await heart.claimOne()).run.id).toBe(held);
  });
});
