import { afterEach, describe, expect, it } from "vitest";
import type { JobCreate } from "../../lib/contracts/job.ts";
import { startBackfill } from "../../lib/services/backfills/start.ts";
import { removeJob } from "../../lib/services/jobs/remove.ts";
import { updateJobBy } from "../../lib/services/jobs/update.ts";
import { cancelRuns } from "../../lib/services/runs/cancel.ts";
import { showRun } from "../../lib/services/runs/get.ts";
import { planDue } from "../../lib/services/runs/plan.ts";
import { reissueLostMessages } from "../../lib/services/runs/put-right.ts";
import { FIRST_JOB, sweepHeld } from "../../lib/services/runs/release-held.ts";
import { COMPLETED, failed, openHeart, WORKER_ID } from "../support/heart.ts";

const heart = await openHeart("2026-03-02T08:00:30Z");
const { clock, platform, sql } = heart;

const EVERY_MINUTE = { kind: "cron", expression: "* * * * *" } as const;
const group = (limit: number, key = "db") => ({ key, limit });

const member = (limit: number, more: Partial<JobCreate> = {}) =>
  heart.makeJob({ concurrencyGroup: group(limit), ...more });

const edit = (job: string, patch: Parameters<typeof updateJobBy>[2]) =>
  updateJobBy(heart.ctx, { job, project: "default" }, patch, null);

/** How a run stands: its state, or what holds it. */
async function state(id: string): Promise<string> {
  const { status, held_reason } = await heart.run(id);
  return held_reason === null ? status : `held ${held_reason}`;
}

const states = (...ids: string[]) => Promise.all(ids.map(state));

/** Claims what may start and completes it; answers the runs, in the order of their starts. */
async function completeNext(): Promise<string[]> {
  const works = await heart.claim();
  for (const work of works) await heart.finish(work, COMPLETED);
  return works.map((work) => work.run.id);
}

afterEach(async () => {
  expect(await heart.strays()).toEqual([]);
  expect(await heart.unsound()).toEqual([]);
});

describe("a concurrency group", () => {
  it("has as many runs as its limit, of whatever job; the others wait for the oldest", async () => {
    const [a, b, c] = [await member(2), await member(2), await member(2)];
    const first = await heart.openRun(a.id);
    const second = await heart.openRun(b.id);
    const third = await heart.openRun(c.id);
    expect(await states(first, second, third)).toEqual(["pending", "pending", "held concurrency"]);
    expect(await heart.run(third)).toMatchObject({
      held_by: first,
      concurrency_key: "db",
      dispatch_id: null,
      decision: {
        waits: [
          {
            for: "concurrency",
            behind: first,
            since: "2026-03-02T08:00:30.000Z",
            until: null,
            group: { key: "db", limit: 2, taken: 2 },
          },
        ],
      },
    });
    const [one, two] = await heart.claim();
    if (one === undefined || two === undefined) throw new Error("two runs were to be had");
    expect(await heart.claim()).toEqual([]);
    await clock.advance(5_000);
    await heart.finish(one, COMPLETED);
    expect((await heart.run(third)).decision.waits[0].until).toBe("2026-03-02T08:00:35.000Z");
    expect(await completeNext()).toEqual([third]);
    await heart.finish(two, COMPLETED);
  });

  it("is one of its project and its key", async () => {
    const job = await member(1);
    const other = await heart.makeJob({ concurrencyGroup: group(1, "mail") });
    const alone = await heart.makeJob();
    const runs = [];
    for (const { id } of [job, other, alone]) runs.push(await heart.openRun(id));
    expect(await states(...runs)).toEqual(["pending", "pending", "pending"]);
  });

  it("keeps the slots of one pass to its limit, the urgent first, and none begins where it is opened", async () => {
    await member(1, { schedule: EVERY_MINUTE, priority: 1 });
    const urgent = await member(1, { schedule: EVERY_MINUTE, priority: 7 });
    await member(1, { schedule: EVERY_MINUTE, priority: 3 });
    await clock.setClock("2026-03-02T08:01:00Z");
    const here = { workerId: WORKER_ID, leaseSeconds: 60, pools: ["default"], slots: 10 };
    const { started } = await planDue(platform, 10, { here });
    expect(started.map((work) => work.job.jobId)).toEqual([urgent.id]);
    const [work] = started;
    if (work === undefined) throw new Error("nothing was started");
    await heart.finish(work, COMPLETED);
    const order = [...(await completeNext()), ...(await completeNext()), ...(await completeNext())];
    const runs = await Promise.all(
      order.map((id) => sql<{ priority: number }[]>`select priority from runs where id = ${id}`),
    );
    expect(runs.map(([row]) => row?.priority)).toEqual([3, 1]);
  });

  it("lets go by priority, then by the time they began to wait", async () => {
    const low = await member(1, { policies: { overlap: "allow" } });
    const high = await member(1, { policies: { overlap: "allow" }, priority: 10 });
    await heart.openRun(low.id);
    const waiting: string[] = [];
    for (const job of [low, low, high, high]) {
      await clock.advance(1_000);
      waiting.push(await heart.openRun(job.id));
    }
    const order: string[] = [];
    for (let n = 0; n < 5; n += 1) order.push(...(await completeNext()));
    expect(order.slice(1)).toEqual([waiting[2], waiting[3], waiting[0], waiting[1]]);
  });

  it("asks each run by the limit of its own job", async () => {
    const narrow = await member(1);
    const wide = await member(3, { policies: { overlap: "allow" } });
    await heart.openRun(wide.id);
    const waiting = await heart.openRun(narrow.id);
    const passing = await heart.openRun(wide.id);
    expect(await states(waiting, passing)).toEqual(["held concurrency", "pending"]);
    const [work] = await heart.claim(1);
    if (work === undefined) throw new Error("nothing was claimed");
    await heart.finish(work, COMPLETED);
    expect(await state(waiting)).toBe("held concurrency");
    await completeNext();
    expect(await state(waiting)).toBe("pending");
  });

  it("keeps the place of a run through its retries and while it is asked to cancel", async () => {
    const [a, b] = [await member(1), await member(1)];
    await heart.openRun(a.id);
    const waiting = await heart.openRun(b.id);
    await heart.finish(await heart.claimOne(), failed());
    expect(await state(waiting)).toBe("held concurrency");
    await clock.advance(60_000);
    const again = await heart.claimOne();
    await cancelRuns(platform, [again.run.id], "user");
    expect(await state(waiting)).toBe("held concurrency");
    await heart.finish(again, { outcome: "cancelled" });
    expect(await state(waiting)).toBe("pending");
  });

  it("counts runs of every trigger, and all of them obey", async () => {
    const job = await member(1, { schedule: EVERY_MINUTE, policies: { overlap: "allow" } });
    const delayed = await heart.openRun(job.id, { delaySeconds: 60 });
    await clock.setClock("2026-03-02T08:01:00Z");
    await heart.plan();
    const rerun = await heart.openRun(job.id, { trigger: "rerun", overlap: "allow" });
    await startBackfill(
      heart.ctx,
      { job: job.id, project: "default" },
      {
        from: "2026-03-02T07:00:00Z",
        to: "2026-03-02T07:01:00Z",
        overlap: "allow",
      },
    );
    await clock.setClock("2026-03-02T08:01:30Z");
    await heart.plan();
    expect(await states(delayed, rerun)).toEqual(["held concurrency", "held concurrency"]);
    const order: string[] = [];
    for (let n = 0; n < 4; n += 1) {
      const work = await heart.claimOne();
      order.push(work.run.trigger);
      await heart.finish(work, COMPLETED);
    }
    expect(order).toEqual(["schedule", "rerun", "backfill", "api"]);
  });

  it("is asked after the overlap rule, for which a waiting run counts as active", async () => {
    const other = await member(1);
    await heart.openRun(other.id);
    const job = await member(1, { schedule: EVERY_MINUTE, policies: { overlap: "skip" } });
    await clock.setClock("2026-03-02T08:01:00Z");
    await heart.plan();
    await clock.setClock("2026-03-02T08:02:00Z");
    await heart.plan();
    const [first, second] = await heart.runs(job.id);
    expect([first?.held_reason, second?.reason]).toEqual(["concurrency", "overlap"]);
    expect(second?.decision.inTheWay).toBe(first?.id);
  });

  it("is asked when an overlap wait is over; the two waits stand in the row", async () => {
    const other = await member(1, { priority: 5 });
    const job = await member(1, { policies: { overlap: "queue_all" } });
    await heart.openRun(job.id);
    const next = await heart.openRun(job.id);
    const urgent = await heart.openRun(other.id);
    expect(await states(next, urgent)).toEqual(["held overlap", "held concurrency"]);
    expect(await completeNext()).toHaveLength(1);
    expect(await states(next, urgent)).toEqual(["held concurrency", "pending"]);
    expect((await heart.run(next)).decision.waits.map((wait: { for: string }) => wait.for)).toEqual(
      ["overlap", "concurrency"],
    );
    // Whoever held it at first has ended; people are told of the run that has the place now.
    expect((await showRun(platform.db, next)).heldBy).toBe(urgent);
    expect(await completeNext()).toEqual([urgent]);
    expect(await completeNext()).toEqual([next]);
  });

  it("of another size after an edit lets the waiting go, or not, at once", async () => {
    const [a, b] = [await member(1), await member(1)];
    await heart.openRun(a.id);
    const waiting = await heart.openRun(b.id);
    await edit(a.id, { concurrencyGroup: group(5) });
    expect(await state(waiting)).toBe("held concurrency");
    await edit(b.id, { concurrencyGroup: group(2) });
    expect(await state(waiting)).toBe("pending");
  });

  it("that a job has left for another holds its waiting runs no more, the other does", async () => {
    const [a, b, c] = [
      await member(1),
      await member(1),
      await heart.makeJob({ concurrencyGroup: group(1, "mail") }),
    ];
    await heart.openRun(a.id);
    const inMail = await heart.openRun(c.id);
    const waiting = await heart.openRun(b.id);
    await edit(b.id, { concurrencyGroup: group(1, "mail") });
    expect(await state(waiting)).toBe("held concurrency");
    await cancelRuns(platform, [inMail], "user");
    expect(await heart.run(waiting)).toMatchObject({ held_reason: null, concurrency_key: "mail" });
    const more = await heart.openRun(c.id);
    expect(await state(more)).toBe("held concurrency");
    await edit(c.id, { concurrencyGroup: null });
    expect(await heart.run(more)).toMatchObject({ held_reason: null, concurrency_key: null });
  });

  it("gives on the places of a deleted job", async () => {
    const [a, b] = [await member(1), await member(1)];
    await heart.openRun(a.id);
    const waiting = await heart.openRun(b.id);
    await removeJob(heart.ctx, { job: a.id, project: "default" }, null);
    expect(await state(waiting)).toBe("pending");
  });

  it("needs no message for those that wait", async () => {
    const [a, b] = [await member(1), await member(1)];
    await heart.openRun(a.id);
    await heart.openRun(b.id);
    await clock.advance(60_000);
    expect(await reissueLostMessages(platform, 1)).toBe(0);
  });

  it("that a crash left behind is let go by the sweep", async () => {
    const [a, b] = [await member(1), await member(1)];
    const first = await heart.openRun(a.id);
    const waiting = await heart.openRun(b.id);
    await sql`update runs set status = 'cancelled', reason = 'user', finished_at = punctual_now(), dispatch_id = null
      where id = ${first}`;
    await sql`delete from pgboss.job`;
    await sql`insert into events (type, run_id, data) values ('run.finished', ${first}, '{}')`;
    await sweepHeld(platform, FIRST_JOB);
    expect(await state(waiting)).toBe("pending");
  });
});

describe("a waiting run goes whichever commits later, the end of the run before it or its own holding", () => {
  const ROUNDS = 25;

  it("when somebody opens it", async () => {
    const [a, b] = [await member(1), await member(1)];
    for (let round = 0; round < ROUNDS; round += 1) {
      await heart.openRun(a.id);
      const work = await heart.claimOne();
      await Promise.all([heart.finish(work, COMPLETED), heart.openRun(b.id)]);
      await heart.finish(await heart.claimOne(), COMPLETED);
    }
  });

  it("when a planner opens it", async () => {
    const a = await member(1);
    await member(1, { schedule: EVERY_MINUTE });
    await clock.setClock("2026-03-02T08:00:59Z");
    for (let round = 0; round < ROUNDS; round += 1) {
      await heart.openRun(a.id);
      const work = await heart.claimOne();
      await clock.advance(60_000);
      await Promise.all([heart.finish(work, COMPLETED), heart.plan()]);
      await heart.finish(await heart.claimOne(), COMPLETED);
    }
  });
});

describe("a group that everybody is at", () => {
  const LIMIT = 2;

  /** Looks at every commit, one after the other, how many runs of the group have a place. */
  async function watchPlaces(): Promise<void> {
    await sql.unsafe(`
      create table places (taken int);
      create function count_places() returns trigger language plpgsql as $$
      begin
        perform pg_advisory_xact_lock(4711);
        insert into places select count(*) from runs
          where concurrency_key = 'db' and finished_at is null and held_reason is null;
        return null;
      end $$;
      create constraint trigger watch_places after insert or update on runs
        deferrable initially deferred for each row execute function count_places();`);
  }

  it("never has more runs than its limit, and forgets none", async () => {
    await watchPlaces();
    const policies = [
      { overlap: "allow" },
      { overlap: "queue_all", maxConcurrentRuns: 2 },
      { overlap: "skip" },
      { overlap: "cancel_previous" },
      { overlap: "queue_one" },
    ] as const;
    const schedule = { kind: "interval", every: "1s" } as const;
    const jobs = [];
    for (const [n, each] of policies.entries())
      jobs.push(await member(LIMIT, { schedule, policies: each, priority: n % 3 }));
    const finishOne = async () => {
      for (const work of await heart.claim(1)) await heart.finish(work, COMPLETED);
    };
    for (let round = 0; round < 10; round += 1) {
      await clock.advance(1_000);
      const byHand = jobs.map((job, n) =>
        heart.openRun(job.id, n % 2 === 0 ? { delaySeconds: 1 } : {}),
      );
      await Promise.all([
        heart.plan(2),
        heart.plan(3),
        finishOne(),
        finishOne(),
        ...byHand,
        finishOne(),
      ]);
    }
    for (const job of jobs) await edit(job.id, { schedule: { kind: "manual" } });
    await clock.advance(2_000);
    await heart.plan();
    // Nobody sweeps: whoever ends a run lets the next one go.
    for (let works = await heart.claim(); works.length > 0; works = await heart.claim())
      await Promise.all(works.map((work) => heart.finish(work, COMPLETED)));
    const [left] = await sql<{ live: number; most: number }[]>`
      select (select count(*)::int from runs where finished_at is null) as live,
        (select max(taken) from places) as most`;
    expect(left).toEqual({ live: 0, most: LIMIT });
  });
});
