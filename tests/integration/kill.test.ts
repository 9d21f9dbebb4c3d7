import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Installation, openInstallation } from "../fault/installation.ts";
import { attemptsOf, lostOf, runningWith } from "../fault/looks.ts";
import { openProxy } from "../fault/proxy.ts";
import { until, untilTrue } from "../fault/until.ts";
import type { WorkerProcess } from "../fault/worker-process.ts";

const MINUTE = 60_000;
/** What the machine may be slower than promised while other tests share it. */
const DRAIN_MS = 40_000;

let installation: Installation;

beforeAll(async () => {
  installation = await openInstallation();
}, MINUTE);

/** Whatever was done to it: the ledger is whole, everything ended once, nothing is left and nobody died. */
afterEach(async () => {
  await installation.drain(DRAIN_MS);
  await installation.stopWorkers();
  const { violations } = await installation.check();
  expect(violations).toEqual([]);
}, MINUTE);

afterAll(() => installation.close());

/** Runs of `jobs` that are at work, the target having been called. */
async function atWork(worker: WorkerProcess, count: number): Promise<string[]> {
  return until(`${count} runs are at work`, 20_000, async () => {
    const runs = await runningWith(installation.sql, worker.id);
    const called = new Set(installation.target.hits.map((hit) => hit.runId));
    return runs.length >= count && runs.every((run) => called.has(run)) ? runs : null;
  });
}

describe("a job every 2 s, with one worker", () => {
  it(
    "calls the target once per slot, in time",
    async ({ annotate }) => {
      const { target } = installation;
      await installation.startWorker();
      const job = await installation.addJob({ every: "2s", delayMs: 0 });
      const from = target.hits.length;
      await untilTrue("five calls", 20_000, () => target.hits.length >= from + 5);
      const hits = target.hits.slice(from);
      const [{ first = 0 } = {}] = await installation.sql<{ first: number }[]>`
      select (extract(epoch from min(scheduled_for)) * 1000)::float8 as first
      from runs where job_id = ${job.id}`;
      expect(hits.map((hit) => hit.scheduledFor - first)).toEqual([0, 2000, 4000, 6000, 8000]);
      expect(new Set(hits.map((hit) => hit.runId)).size).toBe(5);
      const lateness = hits.map((hit) => hit.arrivedAt - hit.scheduledFor).sort((a, b) => a - b);
      expect(lateness[0]).toBeGreaterThanOrEqual(0);
      await annotate(`lateness at the target in ms: ${lateness.join(", ")}; median ${lateness[2]}`);
      expect(lateness[2]).toBeLessThan(1000);
    },
    MINUTE,
  );
});

describe("a worker that is killed in the middle of runs", () => {
  it(
    "loses none of them: they go on elsewhere when its lease ends",
    async () => {
      const { sql, startWorker, addJob } = installation;
      const first = await startWorker();
      const [patient, once] = [
        await addJob({ delayMs: 1500 }),
        await addJob({ delayMs: 1500, policies: { onWorkerLost: "fail" } }),
      ];
      const wanted = [
        await installation.run(patient),
        await installation.run(patient),
        await installation.run(once),
      ];
      const runs = await atWork(first, 3);
      expect(new Set(runs)).toEqual(new Set(wanted));
      await first.end("SIGKILL");
      const killedAt = performance.now();
      await startWorker();
      await untilTrue("the attempts are lost", 15_000, async () => {
        return (await lostOf(sql, wanted)).length === 3;
      });
      expect(performance.now() - killedAt).toBeLessThan(15_000);
      await installation.drain(DRAIN_MS);
      const ends = await sql`
      select status, reason, attempt from runs where id in ${sql(wanted)} order by status`;
      expect(ends).toMatchObject([
        { status: "completed", attempt: 2 },
        { status: "completed", attempt: 2 },
        { status: "failed", reason: "worker_lost", attempt: 1 },
      ]);
    },
    MINUTE,
  );
});

describe("a worker that freezes past its lease", () => {
  it(
    "has its late report refused",
    async () => {
      const { sql, startWorker, target } = installation;
      const zombie = await startWorker();
      const job = await installation.addJob({ delayMs: 1000 });
      const run = await installation.run(job);
      await atWork(zombie, 1);
      zombie.signal("SIGSTOP");
      const other = await startWorker();
      const isSecond = (hit: { runId: string; attempt: number }) =>
        hit.runId === run && hit.attempt === 2;
      await untilTrue("the second attempt", 20_000, () => target.hits.some(isSecond));
      zombie.signal("SIGCONT");
      const refused = "reports came after the lease was lost";
      await untilTrue("the refusal", 10_000, () => zombie.said(refused).length > 0);
      await installation.drain(DRAIN_MS);
      expect(await attemptsOf(sql, run)).toMatchObject([
        { workerId: zombie.id, outcome: "lost", isLate: true },
        { workerId: other.id, outcome: "completed", isLate: false },
      ]);
    },
    MINUTE,
  );
});

describe("a worker that is asked to end", () => {
  it(
    "finishes what is at work, loses nothing and repeats nothing",
    async () => {
      const { sql, startWorker } = installation;
      const worker = await startWorker();
      const job = await installation.addJob({ delayMs: 2000 });
      const wanted = await Promise.all(Array.from({ length: 8 }, () => installation.run(job)));
      await atWork(worker, 8);
      const ending = await worker.end("SIGTERM");
      expect(ending).toEqual({ code: 0, signal: null });
      const ends = await sql`select distinct status, attempt from runs where id in ${sql(wanted)}`;
      expect(ends).toMatchObject([{ status: "completed", attempt: 1 }]);
    },
    MINUTE,
  );

  it(
    "gives back what does not end in time, but nothing that may start only once",
    async () => {
      const { sql, startWorker } = installation;
      const worker = await startWorker();
      const job = await installation.addJob({ delayMs: 12_000, laterMs: 0 });
      const once = await installation.addJob({
        delayMs: 12_000,
        policies: { onWorkerLost: "fail" },
      });
      const wanted = [await installation.run(job), await installation.run(once)];
      await atWork(worker, 2);
      const ending = await worker.end("SIGINT");
      expect(ending.code).toBe(0);
      const ends = await sql`
      select status, reason, attempt from runs where id in ${sql(wanted)} order by status`;
      expect(ends).toMatchObject([
        { status: "failed", reason: "worker_lost", attempt: 1 },
        { status: "pending", attempt: 1 },
      ]);
      await startWorker();
    },
    MINUTE,
  );

  it(
    "ends also while the database cannot be reached",
    async () => {
      const proxy = await openProxy(installation.server.url);
      const worker = await installation.startWorker({ DATABASE_URL: proxy.url });
      await installation.run(await installation.addJob({ delayMs: 1000 }));
      await atWork(worker, 1);
      proxy.refuse();
      const asked = performance.now();
      await worker.end("SIGINT");
      expect(performance.now() - asked).toBeLessThan(16_000);
      await proxy.close();
      await installation.startWorker();
    },
    MINUTE,
  );
});

describe("a PostgreSQL that is killed while jobs fire every second", () => {
  it(
    "costs no run, no slot and no process, and they fire again within 5 s of its return",
    async () => {
      const { server, startWorker, target } = installation;
      await Promise.all([startWorker(), startWorker()]);
      for (const delayMs of [0, 100, 300, 700])
        await installation.addJob({ every: "1s", delayMs, policies: { overlap: "skip" } });
      await sleep(2500);
      const pid = server.pid();
      process.kill(pid, "SIGKILL");
      const back = await installation.untilServerBack(pid);
      const fired = await until("a firing", 10_000, () =>
        target.hits.find((hit) => hit.scheduledFor > back),
      );
      expect(fired.arrivedAt - back).toBeLessThan(5000);
      await sleep(2500);
    },
    MINUTE,
  );
});
