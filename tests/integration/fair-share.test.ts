import pino from "pino";
import { afterEach, describe, expect, it } from "vitest";
import { openDatabase } from "../../db/client.ts";
import { insertProject } from "../../db/queries/projects.ts";
import { newId } from "../../lib/platform/ids.ts";
import { installQueue } from "../../lib/queue/install.ts";
import { cancelRuns } from "../../lib/services/runs/cancel.ts";
import { type ClaimedWork, claimRuns } from "../../lib/services/runs/claim.ts";
import { planDue } from "../../lib/services/runs/plan.ts";
import { reissueLostMessages } from "../../lib/services/runs/put-right.ts";
import { openSecretReader } from "../../lib/services/secrets/reader.ts";
import { startWorker } from "../../worker/worker.ts";
import { seedBacklog } from "../support/backlog.ts";
import { createFakeExecutor, type FakeExecutor } from "../support/fake-executor.ts";
import { COMPLETED, LEASE_SECONDS, openHeart, WORKER_ID } from "../support/heart.ts";

const heart = await openHeart("2026-03-02T08:00:00Z", { listen: true });
const { clock, database, platform, sql } = heart;

const HOLDER = { workerId: WORKER_ID, leaseSeconds: LEASE_SECONDS };
const DONE = { outcome: "completed", result: null } as const;
const ALLOW = { policies: { overlap: "allow" } } as const;
const CONTAINER = { template: "run-container", params: { image: "alpine" } } as const;

async function makeProject(slug: string): Promise<string> {
  const id = newId();
  await platform.db.transaction((tx) =>
    insertProject(tx, { id, slug, name: slug, signingSecret: "whsec_dGVzdA==" }),
  );
  return id;
}

const small = await makeProject("small");
const third = await makeProject("third");
const [{ id: first = "" } = {}] = await sql`select id from projects where slug = 'default'`;

/** Every run that may start has its one message, where its workers look. */
afterEach(async () => {
  expect(await heart.strays()).toEqual([]);
});

/** As many runs of a new job; answers the first. */
async function openMany(count: number, more: Parameters<typeof heart.makeJob>[0] = {}) {
  const job = await heart.makeJob({ ...ALLOW, ...more });
  const runId = await heart.openRun(job.id);
  if (count > 1) await seedBacklog(sql, runId, count - 1);
  return { jobId: job.id, runId };
}

/** How many runs of each project, in a batch. */
function byProject(works: readonly ClaimedWork[]): Record<string, number> {
  const groups = Map.groupBy(works, ({ run }) => run.projectId);
  return Object.fromEntries([...groups].map(([id, runs]) => [id, runs.length]));
}

const finishAll = (works: readonly ClaimedWork[]) =>
  Promise.all(works.map((work) => heart.finish(work, COMPLETED)));

describe("projects in one pool", () => {
  it("take turns: one run is in the next batch, before 100,000 that have waited for longer and are more urgent", {
    timeout: 120_000,
  }, async () => {
    const { jobId } = await openMany(100_000, { priority: 9 });
    await clock.advance(60_000);
    const { runId } = await openMany(1, { project: "small", priority: -9 });
    const claimed = await heart.claim(10);
    expect(claimed).toHaveLength(6);
    expect(claimed.map(({ run }) => run.id)).toContain(runId);
    expect(await heart.claim(10)).toHaveLength(10);
    await sql`delete from pgboss.job using runs r where r.dispatch_id = pgboss.job.id and r.job_id = ${jobId}`;
    await sql`delete from runs where job_id = ${jobId}`;
  });

  it("share evenly, one run after the other and in batches, and what one leaves goes to the other", async () => {
    await openMany(100);
    await openMany(40, { project: "small" });
    const oneByOne = [];
    for (let n = 0; n < 10; n += 1) oneByOne.push(...(await heart.claim(1)));
    expect(byProject(oneByOne)[small]).toBe(5);
    const batches = [...(await heart.claim(15)), ...(await heart.claim(15))];
    expect(byProject(batches)[small]).toBe(15);
    const rest = [...(await heart.claim(60)), ...(await heart.claim(60)), ...(await heart.claim())];
    expect(rest).toHaveLength(100);
    expect(byProject(rest)[small]).toBe(20);
  });

  it("give the next slots to the one that has fewer at work", async () => {
    await openMany(20);
    await openMany(20, { project: "small" });
    await openMany(20, { project: "third" });
    const taker = {
      pools: ["default"],
      busy: new Map([
        [third, 7],
        [small, 3],
      ]),
    };
    const claimed = await claimRuns(platform, taker, 11, HOLDER);
    // 7 of each are at work then: 3 + 4 of small, 0 + 7 of the first, and those of the third.
    expect(byProject(claimed)).toEqual({ [first]: 7, [small]: 4 });
  });

  it("take turns however many there are, and each of them comes round", async () => {
    await openMany(60);
    const lanes = Array.from({ length: 12 }, () => newId());
    await sql`update pgboss.job m set group_id = (${lanes}::text[])[1 + (r.n % 12)]
      from (select id, row_number() over (order by id) as n from pgboss.job) r where r.id = m.id`;
    const seen: string[] = [];
    for (let n = 0; n < 4; n += 1) {
      const before = await messagesByLane();
      await heart.claim(3);
      const after = await messagesByLane();
      seen.push(...lanes.filter((lane) => before.get(lane) !== after.get(lane)));
    }
    expect(new Set(seen).size).toBe(12);
  });

  it("keep priority and age to themselves", async () => {
    const low = await openMany(1, { priority: -1 });
    await clock.advance(1_000);
    const late = await openMany(1, { priority: 5, project: "small" });
    const earlier = await openMany(1);
    await clock.advance(1_000);
    const later = await openMany(1);
    const high = await openMany(1, { priority: 3 });
    const order = [];
    for (let n = 0; n < 5; n += 1) order.push(...(await heart.claim(1)));
    const ids = order.map(({ run }) => run.id);
    expect(ids.filter((id) => id !== late.runId)).toEqual(
      [high, earlier, later, low].map(({ runId }) => runId),
    );
    expect(ids.indexOf(late.runId)).toBeLessThan(2);
  });

  it("do not wait for one whose runs are not due yet", async () => {
    await openMany(50);
    await sql`update pgboss.job set start_after = start_after + interval '1 hour'`;
    await openMany(3, { project: "small" });
    expect(await platform.queue.nextDue(platform.db, ["default"])).toBe(0);
    expect(byProject(await heart.claim(10))).toEqual({ [small]: 3 });
    expect(await heart.claim(10)).toEqual([]);
    expect(await platform.queue.nextDue(platform.db, ["default"])).toBe(3_600_000);
  });

  it("share the slots of the planner that opens their runs", async () => {
    const every = { kind: "interval", every: "1h", anchor: "2026-03-02T00:00:00Z" } as const;
    for (let n = 0; n < 6; n += 1) await heart.makeJob({ schedule: every, priority: 9 });
    await heart.makeJob({ schedule: every, project: "small", priority: -9 });
    await clock.advance(3_600_000);
    const here = { ...HOLDER, pools: ["default"], slots: 2 };
    const { started } = await planDue(platform, 500, { here });
    expect(byProject(started)[small]).toBe(1);
    expect(started).toHaveLength(2);
  });
});

describe("runs of containers and others", () => {
  it("of one project come by their age on a worker that takes both", async () => {
    const plain = await openMany(20);
    await clock.advance(1_000);
    const boxed = await openMany(1, CONTAINER);
    await clock.advance(1_000);
    await openMany(20);
    const taker = { pools: ["default"], capabilities: ["containers"] } as const;
    const claimed = await claimRuns(platform, taker, 21, HOLDER);
    expect(claimed.map(({ run }) => run.id)).toContain(boxed.runId);
    expect(claimed.filter(({ run }) => run.jobId === plain.jobId)).toHaveLength(20);
  });

  it("of two projects take turns, whichever has the backlog", async () => {
    const taker = { pools: ["default"], capabilities: ["containers"] } as const;
    for (const [backlog, single] of [
      [{}, { ...CONTAINER, project: "small" }],
      [{ ...CONTAINER, project: "third" }, { project: "small" }],
    ]) {
      await openMany(50, backlog);
      await clock.advance(1_000);
      const { runId } = await openMany(1, single);
      const claimed = await claimRuns(platform, taker, 2, HOLDER);
      expect(claimed.map(({ run }) => run.id)).toContain(runId);
      for (let left = 1; left > 0; ) {
        const rest = await claimRuns(platform, taker, 100, HOLDER);
        await finishAll(rest);
        left = rest.length;
      }
    }
  });

  it("wait side by side in the pools of a worker", async () => {
    await openMany(50, { pool: "first" });
    await clock.advance(1_000);
    const { runId } = await openMany(1, { pool: "second", project: "small" });
    const claimed = await claimRuns(platform, { pools: ["first", "second"] }, 2, HOLDER);
    expect(claimed.map(({ run }) => run.id)).toContain(runId);
  });
});

describe("an installation that is upgraded", () => {
  it("takes the messages that name no project, in turn with the others", async () => {
    await sql`drop index pgboss.punctual_lanes`;
    await openMany(30);
    await sql`update pgboss.job set group_id = null`;
    await installQueue(database.url);
    await installQueue(database.url);
    expect(await sql`select 1 from pg_indexes where indexname = 'punctual_lanes'`).toHaveLength(1);
    const { runId: newer } = await openMany(1, { project: "small" });
    const claimed = await heart.claim(4);
    expect(claimed.map(({ run }) => run.id)).toContain(newer);
    await cancelRuns(platform, [(await waiting())[0] ?? ""], "user");
    expect(await heart.strays()).toEqual([]);
    await sql`delete from pgboss.job where data->>'runId' = ${(await waiting())[0] ?? ""}`;
    await clock.advance(60_000);
    expect(await reissueLostMessages(platform, 10)).toBe(1);
    await heart.claim(100);
    await heart.claim(100);
    expect(await waiting()).toEqual([]);
  });
});

describe("workers", () => {
  it("begin the one run of a project as soon as a slot is free, though 2,000 of another wait", async () => {
    await openMany(2_000);
    const workers = await Promise.all([start(3), start(3)]);
    const calls = await Promise.all(
      workers.flatMap(({ executor }) => [1, 2, 3].map(() => executor.next())),
    );
    const { runId } = await openMany(1, { project: "small" });
    calls[0]?.end(DONE);
    const next = await Promise.race(workers.map(({ executor }) => executor.next()));
    expect(next.execution.runId).toBe(runId);
    await cancelRuns(platform, await waiting(), "user");
    for (const one of [...calls.slice(1), next]) one.end(DONE);
    await Promise.all(workers.map(({ stop }) => stop()));
  });

  it("full of long runs of one project give slot after slot to another, until both have as many", async () => {
    const backlog = await openMany(20);
    const worker = await start(4);
    const calls = await Promise.all([1, 2, 3, 4].map(() => worker.executor.next()));
    const other = await openMany(20, { project: "small" });
    const begun = [];
    for (const call of calls.slice(0, 2)) {
      call.end(DONE);
      begun.push(await worker.executor.next());
    }
    expect(begun.map(({ execution }) => execution.jobId)).toEqual([other.jobId, other.jobId]);
    begun[0]?.end(DONE);
    const last = await worker.executor.next();
    expect(last.execution.jobId).toBe(other.jobId);
    expect(calls.map(({ execution }) => execution.jobId)).toEqual(Array(4).fill(backlog.jobId));
    await cancelRuns(platform, await waiting(), "user");
    for (const one of [...calls.slice(2), ...begun.slice(1), last]) one.end(DONE);
    await worker.stop();
  });
});

async function start(
  slots: number,
): Promise<{ executor: FakeExecutor; stop: () => Promise<void> }> {
  const executor = createFakeExecutor();
  const worker = await startWorker({
    platform,
    connectHeartbeat: () => openDatabase({ url: database.url, max: 1, name: "heartbeat" }),
    self: { id: newId(), name: "test", version: "0", pools: ["default"], slots },
    executors: new Map([["http", executor]]),
    secrets: openSecretReader(platform.db, []),
    leaseSeconds: LEASE_SECONDS,
    publicUrl: "http://punctual.test",
    monotonic: () => performance.now(),
    random: () => 0.5,
    log: pino({ level: "silent" }),
  });
  return { executor, stop: () => worker.stop(1_000) };
}

/** Runs that wait for a worker. */
async function waiting(): Promise<string[]> {
  const rows = await sql<
    { id: string }[]
  >`select id from runs where status = 'pending' order by id`;
  return rows.map(({ id }) => id);
}

async function messagesByLane(): Promise<Map<string, number>> {
  const rows = await sql<{ lane: string; n: number }[]>`
    select group_id as lane, count(*)::int as n from pgboss.job group by 1`;
  return new Map(rows.map(({ lane, n }) => [lane, n]));
}
