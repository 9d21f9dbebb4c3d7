import { afterEach, describe, expect, it } from "vitest";
import { cancelRuns } from "../../lib/services/runs/cancel.ts";
import { finishAttempts } from "../../lib/services/runs/finish.ts";
import { endOverdueAttempts } from "../../lib/services/runs/put-right.ts";
import { beat } from "../../lib/services/workers/beat.ts";
import { COMPLETED, endOf, failed, LEASE_SECONDS, openHeart, WORKER_ID } from "../support/heart.ts";

const heart = await openHeart("2026-03-02T08:00:00Z");
const { clock, platform, sql } = heart;

const cancel = (...ids: string[]) => cancelRuns(platform, ids, "user");
const custodian = () => endOverdueAttempts(platform, () => 0.5);

async function openOne(policies: object = {}): Promise<string> {
  const job = await heart.makeJob({ policies });
  return heart.openRun(job.id);
}

/** A run that is asked to cancel while it runs. */
async function cancelling(policies: object = {}) {
  const id = await openOne(policies);
  const work = await heart.claimOne();
  expect(await cancel(id)).toMatchObject([{ id, status: "cancelling" }]);
  return { id, work };
}

afterEach(async () => {
  expect(await heart.strays()).toEqual([]);
  expect(await heart.unsound()).toEqual([]);
});

describe("asked to cancel", () => {
  it("a pending run is cancelled at once, its message taken back", async () => {
    const id = await openOne();
    expect(await cancel(id)).toMatchObject([{ id, status: "cancelled" }]);
    expect(await heart.run(id)).toMatchObject({ status: "cancelled", reason: "user", attempt: 0 });
    expect(await heart.claim()).toEqual([]);
  });

  it("a run that waits for its retry is cancelled at once, without its old error", async () => {
    const id = await openOne();
    await heart.finish(await heart.claimOne(), failed());
    await cancel(id);
    expect(await heart.run(id)).toMatchObject({ status: "cancelled", error_code: null });
  });

  it("a running run is told through its worker, and is cancelled when that confirms", async () => {
    const { id, work } = await cancelling();
    const worker = { id: WORKER_ID, name: "test", version: "0", pools: ["default"], slots: 1 };
    const { runId, leaseToken } = endOf(work, COMPLETED);
    const state = { slotsUsed: 1, leases: [{ runId, leaseToken }], leaseSeconds: LEASE_SECONDS };
    expect((await beat(platform.db, worker, state)).cancelling).toEqual([id]);
    await heart.finish(work, { outcome: "cancelled" });
    expect(await heart.run(id)).toMatchObject({ status: "cancelled", reason: "user" });
    expect((await heart.attempts(id)).map((row) => row.outcome)).toEqual(["cancelled"]);
  });

  it("twice, a run is reached once; a final one is left alone", async () => {
    const { id, work } = await cancelling();
    expect(await cancel(id)).toEqual([]);
    await heart.finish(work, { outcome: "cancelled" });
    expect(await cancel(id)).toEqual([]);
  });

  it("a run that completed all the same is completed: the ledger tells the truth", async () => {
    const { id, work } = await cancelling();
    await heart.finish(work, COMPLETED, { result: { done: true } });
    expect(await heart.run(id)).toMatchObject({
      status: "completed",
      reason: null,
      result: { done: true },
    });
  });

  it.each([
    ["failed", failed()],
    ["was given back", { outcome: "released" } as const],
    ["timed out", { outcome: "timed_out", error: { code: "timeout", message: "Slow." } } as const],
  ])("a run that %s is cancelled and not tried again", async (...given) => {
    const { id, work } = await cancelling({ retry: { maxAttempts: 5 } });
    await heart.finish(work, given[1]);
    expect(await heart.run(id)).toMatchObject({
      status: "cancelled",
      reason: "user",
      error_code: null,
      dispatch_id: null,
    });
  });

  it("a run keeps the reason of the request", async () => {
    const id = await openOne();
    const work = await heart.claimOne();
    await cancelRuns(platform, [id], "overlap");
    await heart.finish(work, { outcome: "cancelled" });
    expect(await heart.run(id)).toMatchObject({ status: "cancelled", reason: "overlap" });
  });

  it("a run nobody answers for is cancelled by force, 15 s after its grace", async () => {
    const { id, work } = await cancelling({ cancelGraceSeconds: 20 });
    await clock.advance(34_999);
    expect(await custodian()).toBe(0);
    await clock.advance(1);
    expect(await custodian()).toBe(1);
    expect(await heart.run(id)).toMatchObject({ status: "cancelled", reason: "force" });
    expect((await heart.finish(work, COMPLETED)).refused).toEqual([id]);
    expect((await heart.run(id)).status).toBe("cancelled");
  });

  it("a run whose lease ends is cancelled by force, not tried again", async () => {
    const { id } = await cancelling({ cancelGraceSeconds: 3600 });
    await clock.advance(LEASE_SECONDS * 1000);
    await custodian();
    expect(await heart.run(id)).toMatchObject({
      status: "cancelled",
      reason: "force",
      lost_count: 1,
    });
  });

  it("a run reported as cancelled that nobody asked is failed", async () => {
    const id = await openOne();
    await heart.finish(await heart.claimOne(), { outcome: "cancelled" });
    expect(await heart.run(id)).toMatchObject({ status: "failed", reason: "worker_error" });
  });
});

describe("cancelled, claimed, finished and declared lost at the same time", () => {
  it("200 runs have exactly one final state each (C3, C6)", async () => {
    const job = await heart.makeJob({ policies: { overlap: "allow", retry: { maxAttempts: 1 } } });
    const ids: string[] = [];
    for (let made = 0; made < 200; made += 1) ids.push(await heart.openRun(job.id));
    const started = await heart.claim(120);
    await clock.advance(LEASE_SECONDS * 1000);
    const finish = (from: number, to: number) =>
      finishAttempts(
        platform,
        started.slice(from, to).map((work) => endOf(work, COMPLETED)),
      );
    await Promise.all([
      ...chunks(ids, 20).map((some) => cancel(...some)),
      finish(0, 40),
      finish(30, 80),
      finish(60, 120),
      custodian(),
      custodian(),
      heart.claim(40),
    ]);
    await clock.advance(LEASE_SECONDS * 1000);
    await custodian();
    const left = await sql`select id, status from runs where finished_at is null`;
    expect(left).toEqual([]);
    const attempts = await sql`
      select run_id from attempts group by run_id having count(*) <> max(attempt)`;
    expect(attempts).toEqual([]);
  });
});

function chunks<Item>(items: readonly Item[], size: number): Item[][] {
  const starts = Array.from({ length: Math.ceil(items.length / size) }, (_, at) => at * size);
  return starts.map((start) => items.slice(start, start + size));
}
