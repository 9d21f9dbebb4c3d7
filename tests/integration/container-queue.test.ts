import { afterEach, expect, test } from "vitest";
import type { Capability } from "../../lib/domain/capability.ts";
import { cancelRun } from "../../lib/services/runs/cancel-run.ts";
import { claimRuns } from "../../lib/services/runs/claim.ts";
import { nextMessageDue } from "../../lib/services/runs/next-message.ts";
import { planDue } from "../../lib/services/runs/plan.ts";
import { reissueLostMessages } from "../../lib/services/runs/put-right.ts";
import { COMPLETED, failed, LEASE_SECONDS, openHeart, WORKER_ID } from "../support/heart.ts";

const heart = await openHeart("2026-03-02T08:00:00Z");
const { clock, platform, sql } = heart;

/** Every run that may start has its one message, where its workers look. */
afterEach(async () => {
  expect(await heart.strays()).toEqual([]);
});

const HOLDER = { workerId: WORKER_ID, leaseSeconds: LEASE_SECONDS };
const CONTAINER = { template: "run-container", params: { image: "alpine" } } as const;

function claimFor(needs: Capability | null) {
  const capabilities = needs === null ? [] : [needs];
  return claimRuns(platform, { pools: ["default"], capabilities }, 10, HOLDER);
}

async function claimOneFor(needs: Capability | null) {
  const [work, ...more] = await claimFor(needs);
  if (work === undefined || more.length > 0) throw new Error("there is not one run to be had");
  return work;
}

test("runs of containers wait apart: with their first message, a retry, and one announced again", async () => {
  const retry = { maxAttempts: 3, delaySeconds: 0, jitter: false };
  const job = await heart.makeJob({ ...CONTAINER, policies: { retry } });
  const runId = await heart.openRun(job.id);
  expect(await claimFor(null)).toEqual([]);
  expect(await nextMessageDue(platform, ["default"], [])).toBeNull();
  expect(await nextMessageDue(platform, ["default"], ["containers"])).not.toBeNull();
  await heart.finish(await claimOneFor("containers"), failed());
  expect(await heart.run(runId)).toMatchObject({ status: "pending", attempt: 1 });
  expect(await heart.strays()).toEqual([]);
  await sql`delete from pgboss.job where name = 'containers.default'`;
  await clock.advance(11_000);
  expect(await reissueLostMessages(platform, 10)).toBe(1);
  expect(await claimFor(null)).toEqual([]);
  await heart.finish(await claimOneFor("containers"), COMPLETED);
});

test("one that waits for another goes where containers are, and a cancel takes the message back", async () => {
  const job = await heart.makeJob({ ...CONTAINER, policies: { overlap: "queue_all" } });
  await heart.openRun(job.id);
  const second = await heart.openRun(job.id);
  expect(await heart.run(second)).toMatchObject({ held_reason: "overlap" });
  await heart.finish(await claimOneFor("containers"), COMPLETED);
  expect(await heart.run(second)).toMatchObject({ held_reason: null, needs: "containers" });
  expect(await heart.strays()).toEqual([]);
  await cancelRun(heart.ctx, second);
  expect(await sql`select 1 from pgboss.job where name = 'containers.default'`).toHaveLength(0);
});

test("a planner starts them itself only where it has containers", async () => {
  const here = { ...HOLDER, pools: ["default"], slots: 10 };
  for (const [capabilities, started] of [
    [[], 0],
    [["containers"], 1],
  ] as const) {
    const every = { kind: "interval", every: "1h", anchor: "2026-03-02T00:00:00Z" } as const;
    const job = await heart.makeJob({ ...CONTAINER, schedule: every });
    await clock.advance(3_600_000);
    const planned = await planDue(platform, 500, { here: { ...here, capabilities } });
    const mine = planned.started.filter(({ run }) => run.jobId === job.id);
    expect(mine).toHaveLength(started);
    for (const work of await claimFor("containers")) await heart.finish(work, COMPLETED);
    for (const work of planned.started) await heart.finish(work, COMPLETED);
    await sql`update job_clocks set next_fire_at = null where job_id = ${job.id}`;
  }
});
