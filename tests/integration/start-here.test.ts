import { describe, expect, it } from "vitest";
import { planDue } from "../../lib/services/runs/plan.ts";
import { COMPLETED, LEASE_SECONDS, openHeart, WORKER_ID } from "../support/heart.ts";

const START = "2026-03-02T00:00:00Z";
const EVERY_MINUTE = { kind: "interval", every: "1m" } as const;
const HERE = { workerId: WORKER_ID, leaseSeconds: LEASE_SECONDS, pools: ["default"], slots: 2 };

const heart = await openHeart(START);
const { platform, clock, sql } = heart;

async function eventsOf(runId: string): Promise<string[]> {
  const rows = await sql<{ text: string }[]>`
    select type || ' ' || (data->>'status') || ' ' || (data->>'attempt') as text
    from events where run_id = ${runId} order by seq`;
  return rows.map((row) => row.text);
}

describe("a run that starts where it is opened", () => {
  it("is opened and claimed in one transaction, without a message", async () => {
    const job = await heart.makeJob({ schedule: EVERY_MINUTE });
    await clock.setClock("2026-03-02T00:01:00.250Z");
    const { started } = await planDue(platform, 500, { here: HERE });

    const [row] = await heart.runs(job.id);
    expect(started.map((work) => work.run.id)).toEqual([row?.id]);
    expect(row).toMatchObject({
      status: "running",
      attempt: 1,
      worker_id: WORKER_ID,
      lease_token: started[0]?.run.leaseToken,
      lease_expires_at: new Date("2026-03-02T00:02:00.250Z"),
      lateness_ms: 250,
      dispatch_id: null,
    });
    expect(await eventsOf(row?.id ?? "")).toEqual([
      "run.created pending 0",
      "run.updated running 1",
    ]);
    expect(await sql`select 1 from pgboss.job where name = 'runs.default'`).toHaveLength(0);
  });

  it("ends like any other", async () => {
    const job = await heart.makeJob({ schedule: EVERY_MINUTE });
    await clock.setClock("2026-03-02T00:01:00Z");
    const { started } = await planDue(platform, 500, { here: HERE });
    const [work] = started;
    if (work === undefined) throw new Error("nothing was started");
    expect((await heart.finish(work, COMPLETED)).refused).toEqual([]);
    const [row] = await heart.runs(job.id);
    expect(row).toMatchObject({ status: "completed", attempt: 1, lateness_ms: 0 });
    expect(await heart.attempts(work.run.id)).toMatchObject([{ attempt: 1, outcome: "completed" }]);
    expect(await heart.unsound()).toEqual([]);
  });

  it("takes no more than the free slots; the others get their messages", async () => {
    for (let n = 0; n < 5; n += 1) await heart.makeJob({ schedule: EVERY_MINUTE });
    await clock.setClock("2026-03-02T00:01:00Z");
    const { started, runs } = await planDue(platform, 500, { here: HERE });
    expect({ runs, started: started.length }).toEqual({ runs: 5, started: 2 });
    expect(await heart.strays()).toEqual([]);
    expect(await heart.claim()).toHaveLength(3);
  });

  it("is the more urgent where there are too few slots", async () => {
    const jobs = [];
    for (const priority of [0, 5, -5, 9])
      jobs.push(await heart.makeJob({ schedule: EVERY_MINUTE, priority }));
    await clock.setClock("2026-03-02T00:01:00Z");
    const { started } = await planDue(platform, 500, { here: HERE });
    const order = [...started, ...(await heart.claim())].map((work) => work.run.jobId);
    expect(new Set(order.slice(0, 2))).toEqual(new Set([jobs[1]?.id, jobs[3]?.id]));
    expect(order.slice(2)).toEqual([jobs[0]?.id, jobs[2]?.id]);
  });

  it("is in a pool of the worker, and neither held nor delayed by jitter", async () => {
    await heart.makeJob({ schedule: EVERY_MINUTE, pool: "elsewhere" });
    const spread = await heart.makeJob({ schedule: { ...EVERY_MINUTE, jitterSeconds: 3_600 } });
    const busy = await heart.makeJob({
      schedule: EVERY_MINUTE,
      policies: { overlap: "queue_one" },
    });
    await heart.openRun(busy.id);
    await clock.setClock("2026-03-02T00:01:00Z");
    const { started } = await planDue(platform, 500, { here: { ...HERE, slots: 10 } });
    expect(started).toEqual([]);
    expect(await heart.runs(spread.id)).toMatchObject([{ status: "pending", lateness_ms: null }]);
    expect(await heart.strays()).toEqual([]);
  });

  it("makes the next slot of its pass overlap, as a pending one does (O1)", async () => {
    const job = await heart.makeJob({ schedule: EVERY_MINUTE });
    await clock.setClock("2026-03-02T00:01:00Z");
    await planDue(platform, 500, { here: HERE });
    await clock.setClock("2026-03-02T00:02:00Z");
    await planDue(platform, 500, { here: HERE });
    const [first, second] = await heart.runs(job.id);
    expect(second).toMatchObject({
      status: "skipped",
      reason: "overlap",
      decision: { inTheWay: first?.id },
    });
  });
});
