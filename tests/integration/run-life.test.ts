import { afterEach, describe, expect, it } from "vitest";
import {
  endOverdueAttempts,
  expireStartTimeouts,
  nextExpiry,
  reissueLostMessages,
} from "../../lib/services/runs/put-right.ts";
import { beat } from "../../lib/services/workers/beat.ts";
import { COMPLETED, failed, LEASE_SECONDS, openHeart, WORKER_ID } from "../support/heart.ts";

const heart = await openHeart("2026-03-02T08:00:00Z");
const { clock, platform, sql } = heart;

const T0 = Date.parse("2026-03-02T08:00:00Z");
const STEADY = { maxAttempts: 3, backoff: "exponential", delaySeconds: 10 } as const;

const custodian = () => endOverdueAttempts(platform, () => 0.5);

/** A run that can be claimed at once, of a job with these policies. */
async function openOne(policies: object = {}): Promise<string> {
  const job = await heart.makeJob({ policies });
  return heart.openRun(job.id);
}

async function eventsOf(runId: string): Promise<string[]> {
  const rows = await sql<{ text: string }[]>`
    select type || ' ' || (data->>'status') as text from events where run_id = ${runId} order by seq`;
  return rows.map((row) => row.text);
}

async function outcomes(runId: string): Promise<string[]> {
  const rows = await heart.attempts(runId);
  return rows.map((row) => [row.attempt, row.outcome, row.error_code].filter(Boolean).join(" "));
}

/** Keeps the lease of a run alive, as its worker's heartbeat does. */
function renew(work: { run: { id: string; leaseToken: string } }) {
  const worker = { id: WORKER_ID, name: "test", version: "0", pools: ["default"], slots: 1 };
  const leases = [{ runId: work.run.id, leaseToken: work.run.leaseToken }];
  return beat(platform.db, worker, { slotsUsed: 1, leases, leaseSeconds: LEASE_SECONDS });
}

afterEach(async () => {
  expect(await heart.strays()).toEqual([]);
  expect(await heart.unsound()).toEqual([]);
});

describe("a run", () => {
  it("goes from pending over running to completed, its lateness fixed at the start", async () => {
    const id = await openOne();
    await clock.advance(1234);
    const work = await heart.claimOne();
    expect(work.run).toMatchObject({ id, attempt: 1, maxAttempts: 3, lostCount: 0 });
    expect(await heart.run(id)).toMatchObject({
      status: "running",
      dispatch_id: null,
      lateness_ms: 1234,
      started_at: new Date(T0 + 1234),
      lease_expires_at: new Date(T0 + 1234 + LEASE_SECONDS * 1000),
    });
    await clock.advance(500);
    await heart.finish(work, COMPLETED, { result: { answer: 42 } });
    expect(await heart.run(id)).toMatchObject({
      status: "completed",
      reason: null,
      result: { answer: 42 },
      finished_at: new Date(T0 + 1734),
      lease_token: null,
    });
    expect(await outcomes(id)).toEqual(["1 completed"]);
    expect(await eventsOf(id)).toEqual([
      "run.created pending",
      "run.updated running",
      "run.finished completed",
    ]);
  });

  it("is claimed by one of several workers", async () => {
    const job = await heart.makeJob({ policies: { overlap: "allow" } });
    for (let made = 0; made < 40; made += 1) await heart.openRun(job.id);
    const claimed = await Promise.all([1, 2, 3, 4].map(() => heart.claim(20)));
    const ids = claimed.flat().map((work) => work.run.id);
    expect(ids).toHaveLength(40);
    expect(new Set(ids).size).toBe(40);
  });

  it("is claimed in the order of priority, then of age", async () => {
    const slow = await heart.makeJob({ policies: { overlap: "allow" } });
    const fast = await heart.makeJob({ policies: { overlap: "allow" }, priority: 5 });
    await heart.openRun(slow.id);
    const first = await heart.openRun(fast.id);
    expect((await heart.claim(1)).map((work) => work.run.id)).toEqual([first]);
  });
});

describe("a failed attempt", () => {
  it("is tried again after the backoff, not a millisecond sooner, until attempts are used up", async () => {
    const id = await openOne({ retry: STEADY });
    const waits = [7_500, 15_000];
    for (const [at, wait] of waits.entries()) {
      await heart.finish(await heart.claimOne(), failed());
      const due = new Date((await clock.now()).getTime() + wait);
      expect(await heart.run(id)).toMatchObject({
        status: "pending",
        available_at: due,
        error_code: "network",
      });
      const [message] = await sql`select start_after from pgboss.job`;
      expect(message).toEqual({ start_after: due });
      await clock.advance(wait - 1);
      expect(await heart.claim()).toEqual([]);
      await clock.advance(1);
      expect(at).toBe((await heart.run(id)).attempt - 1);
    }
    await heart.finish(await heart.claimOne(), failed());
    expect(await heart.run(id)).toMatchObject({
      status: "failed",
      reason: "network",
      error_code: "network",
      error_message: "The connection was reset.",
    });
    expect(await outcomes(id)).toEqual([
      "1 failed network",
      "2 failed network",
      "3 failed network",
    ]);
  });

  it("keeps the lateness of the first start: waits for a retry do not count", async () => {
    const id = await openOne({ retry: STEADY });
    await clock.advance(20);
    await heart.finish(await heart.claimOne(), failed());
    await clock.advance(60_000);
    await heart.claimOne();
    expect((await heart.run(id)).lateness_ms).toBe(20);
  });

  it("announces its retry no sooner than the run may start, whatever the fractions of a millisecond", async () => {
    const id = await openOne({ retry: STEADY });
    const work = await heart.claimOne();
    // A hundred microseconds into a millisecond, and a delay of 7.5008 s.
    await sql`update test_clock set instant = instant + interval '100 microseconds'`;
    await heart.finish(work, failed(), { random: 0.50016 });
    await sql`update test_clock set instant = instant + interval '7.5005 seconds'`;
    for (let look = 0; look < 40; look += 1) {
      const claimed = await heart.claim();
      if (claimed.length > 0) break;
      expect(await heart.strays()).toEqual([]);
      await sql`update test_clock set instant = instant + interval '50 microseconds'`;
    }
    expect((await heart.run(id)).status).toBe("running");
  });

  it("is not tried again when trying makes no sense", async () => {
    const id = await openOne({ retry: STEADY });
    const report = failed({ error: { code: "blocked", message: "No." }, retryable: false });
    await heart.finish(await heart.claimOne(), report);
    expect(await heart.run(id)).toMatchObject({ status: "failed", reason: "blocked", attempt: 1 });
  });

  it.each([
    [120, 120],
    [7200, 3600],
    [1, 7.5],
  ])(
    "waits as Retry-After %i s says, up to an hour and never less than the backoff: %d s",
    async (...given) => {
      const [asked, seconds] = given;
      const id = await openOne({ retry: STEADY });
      await heart.finish(await heart.claimOne(), failed({ retryAfterSeconds: asked }));
      expect((await heart.run(id)).available_at).toEqual(new Date(T0 + seconds * 1000));
    },
  );

  it("that timed out is charged like any other", async () => {
    const id = await openOne({ retry: { ...STEADY, maxAttempts: 2 } });
    const report = {
      outcome: "timed_out",
      error: { code: "timeout", message: "Too slow." },
    } as const;
    await heart.finish(await heart.claimOne(), report);
    expect((await heart.run(id)).status).toBe("pending");
    await clock.advance(60_000);
    await heart.finish(await heart.claimOne(), report);
    expect(await heart.run(id)).toMatchObject({ status: "failed", reason: "timeout" });
    expect(await outcomes(id)).toEqual(["1 timed_out timeout", "2 timed_out timeout"]);
  });
});

describe("a lease", () => {
  it("that ends makes the run pending at once, uncharged, and fences its holder", async () => {
    const id = await openOne({ retry: { ...STEADY, maxAttempts: 2 } });
    const first = await heart.claimOne();
    await clock.advance(LEASE_SECONDS * 1000 - 1);
    expect(await custodian()).toBe(0);
    expect(await nextExpiry(platform.db)).toBe(1);
    await clock.advance(1);
    expect(await custodian()).toBe(1);
    expect(await heart.run(id)).toMatchObject({
      status: "pending",
      lost_count: 1,
      available_at: await clock.now(),
      lease_token: null,
    });

    const second = await heart.claimOne();
    expect(second.run).toMatchObject({ attempt: 2, lostCount: 1 });
    expect(await heart.finish(first, COMPLETED, { result: { late: true } })).toEqual({
      refused: [id],
    });
    expect(await heart.run(id)).toMatchObject({
      status: "running",
      lease_token: second.run.leaseToken,
      result: null,
    });
    const [lost] = await heart.attempts(id);
    expect(lost).toMatchObject({
      outcome: "lost",
      late_report: { outcome: "completed", result: { late: true } },
    });

    await heart.finish(second, failed());
    expect((await heart.run(id)).status).toBe("pending");
    await clock.advance(60_000);
    await heart.finish(await heart.claimOne(), failed());
    expect(await heart.run(id)).toMatchObject({ status: "failed", reason: "network", attempt: 3 });
  });

  it("that is renewed does not end; a stale token renews nothing", async () => {
    await openOne({ timeoutSeconds: 3600 });
    const work = await heart.claimOne();
    await clock.advance(30_000);
    expect((await renew(work)).held.size).toBe(1);
    await clock.advance(59_999);
    expect(await custodian()).toBe(0);
    const stale = { run: { ...work.run, leaseToken: WORKER_ID } };
    expect((await renew(stale)).held.size).toBe(0);
    await clock.advance(1);
    expect(await custodian()).toBe(1);
  });

  it("lost for the third time ends the run: a poison run cannot kill the fleet", async () => {
    const id = await openOne({ retry: { maxAttempts: 10 } });
    for (let loss = 1; loss <= 3; loss += 1) {
      await heart.claimOne();
      await clock.advance(LEASE_SECONDS * 1000);
      await custodian();
    }
    expect(await heart.run(id)).toMatchObject({
      status: "failed",
      reason: "worker_lost",
      lost_count: 3,
    });
    expect(await outcomes(id)).toEqual(["1 lost", "2 lost", "3 lost worker_lost"]);
  });

  it("lost with onWorkerLost `fail` is not started twice", async () => {
    const id = await openOne({ onWorkerLost: "fail" });
    await heart.claimOne();
    await clock.advance(LEASE_SECONDS * 1000);
    await custodian();
    expect(await heart.run(id)).toMatchObject({ status: "failed", reason: "worker_lost" });
  });

  it("lost before the deadline of two custodians ends one attempt", async () => {
    const id = await openOne();
    await heart.claimOne();
    await clock.advance(LEASE_SECONDS * 1000);
    const ended = await Promise.all([custodian(), custodian(), custodian()]);
    expect(ended.reduce((sum, count) => sum + count)).toBe(1);
    expect(await outcomes(id)).toEqual(["1 lost"]);
  });

  it("given back at a shutdown charges nothing", async () => {
    const id = await openOne({ retry: { ...STEADY, maxAttempts: 2 } });
    await heart.finish(await heart.claimOne(), { outcome: "released" });
    expect(await heart.run(id)).toMatchObject({
      status: "pending",
      release_count: 1,
      lost_count: 0,
      available_at: new Date(T0),
    });
    const again = await heart.claimOne();
    expect(again.run).toMatchObject({ attempt: 2, releaseCount: 1 });
    await heart.finish(again, failed());
    expect((await heart.run(id)).status).toBe("pending");
    await clock.advance(60_000);
    await heart.finish(await heart.claimOne(), failed());
    expect((await heart.run(id)).status).toBe("failed");
    expect(await outcomes(id)).toEqual(["1 cancelled", "2 failed network", "3 failed network"]);
  });
});

describe("time limits", () => {
  it("end a pending run that nobody started in time, and take its message back", async () => {
    const id = await openOne({ startTimeoutSeconds: 30 });
    await clock.advance(29_999);
    expect(await expireStartTimeouts(platform)).toBe(0);
    await clock.advance(1);
    expect(await expireStartTimeouts(platform)).toBe(1);
    expect(await heart.run(id)).toMatchObject({
      status: "failed",
      reason: "start_timeout",
      error_code: "start_timeout",
      attempt: 0,
    });
    expect(await sql`select 1 from pgboss.job`).toHaveLength(0);
    expect(await heart.claim()).toEqual([]);
  });

  it("count the start timeout of a retry from the moment it may start", async () => {
    const id = await openOne({ startTimeoutSeconds: 30, retry: STEADY });
    await heart.finish(await heart.claimOne(), failed());
    await clock.advance(7_500 + 29_999);
    expect(await expireStartTimeouts(platform)).toBe(0);
    await clock.advance(1);
    expect(await expireStartTimeouts(platform)).toBe(1);
    expect((await heart.run(id)).reason).toBe("start_timeout");
  });

  it("end an attempt over its execution timeout, 15 s after its holder should have", async () => {
    const id = await openOne({ timeoutSeconds: 100, retry: { ...STEADY, maxAttempts: 2 } });
    const work = await heart.claimOne();
    await clock.advance(114_999);
    await renew(work);
    expect(await custodian()).toBe(0);
    await clock.advance(1);
    expect(await custodian()).toBe(1);
    expect(await heart.run(id)).toMatchObject({ status: "pending", lost_count: 0 });
    expect(await outcomes(id)).toEqual(["1 timed_out timeout"]);
    await clock.advance(60_000);
    await renew(await heart.claimOne());
    await clock.advance(59_000);
    expect((await heart.finish(work, COMPLETED)).refused).toEqual([id]);
  });
});

describe("a message", () => {
  it("that is gone is announced again, once, and only when it is missing", async () => {
    const lost = await openOne();
    const kept = await openOne();
    await sql`delete from pgboss.job where data->>'runId' = ${lost}`;
    await clock.advance(9_999);
    expect(await reissueLostMessages(platform, 10)).toBe(0);
    await clock.advance(1);
    const reissued = await Promise.all([1, 2].map(() => reissueLostMessages(platform, 10)));
    expect(reissued.sort()).toEqual([0, 1]);
    expect(await heart.strays()).toEqual([]);
    const ids = (await heart.claim()).map((work) => work.run.id);
    expect(ids.sort()).toEqual([lost, kept].sort());
  });

  it("that an older one of the same run left behind is dropped without harm", async () => {
    const id = await openOne();
    const [old] = await sql<{ id: string }[]>`select id from pgboss.job`;
    await sql`update pgboss.job set id = gen_random_uuid() where id = ${old?.id ?? ""}`;
    await clock.advance(10_000);
    expect(await reissueLostMessages(platform, 10)).toBe(1);
    expect(await sql`select 1 from pgboss.job`).toHaveLength(2);
    const { dispatch_id } = await heart.run(id);
    const tomorrow = new Date(T0 + 86_400_000);
    await sql`update pgboss.job set start_after = ${tomorrow} where id = ${dispatch_id}`;
    expect(await heart.claim()).toEqual([]);
    expect(await sql`select 1 from pgboss.job`).toHaveLength(1);
    await clock.setClock(tomorrow);
    expect((await heart.claimOne()).run.id).toBe(id);
  });

  it("that rings before its run may start is lost only until it is announced again", async () => {
    const id = await openOne({ retry: STEADY });
    await heart.finish(await heart.claimOne(), failed());
    await sql`update pgboss.job set start_after = ${new Date(T0)}`;
    expect(await heart.claim()).toEqual([]);
    expect((await heart.run(id)).status).toBe("pending");
    await clock.advance(7_500 + 10_000);
    expect(await reissueLostMessages(platform, 10)).toBe(1);
    expect((await heart.claimOne()).run.id).toBe(id);
  });
});
