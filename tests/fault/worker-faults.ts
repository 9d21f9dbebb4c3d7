import { setTimeout as sleep } from "node:timers/promises";
import type { Chaos } from "./chaos.ts";
import { type Fault, inMs, type Outcome } from "./fault.ts";
import { LEASE_SECONDS } from "./installation.ts";
import { lostOf, runningWith } from "./looks.ts";
import { openProxy } from "./proxy.ts";
import { until, untilTrue } from "./until.ts";

const PENDING_AGAIN_MS = (LEASE_SECONDS + 10) * 1000;
const REFUSED = "reports came after the lease was lost";

/** kill -9 of a worker in the middle of its runs; another takes its place. */
export function killWorkers(times: number): Fault {
  return {
    name: `kill -9 of a worker, ${times} times`,
    run: async (chaos) => {
      const waits: number[] = [];
      let lost = 0;
      for (let n = 0; n < times; n += 1) {
        const one = await killOne(chaos, n);
        waits.push(one.ms);
        lost += one.lost;
      }
      const slowest = Math.max(...waits);
      return {
        figures: `${lost} runs lost their worker and were taken from it after ≤ ${inMs(slowest)}`,
        problems: lost === 0 ? ["no run was hit"] : tooSlow(slowest, PENDING_AGAIN_MS),
      };
    },
  };
}

async function killOne(chaos: Chaos, n: number): Promise<{ ms: number; lost: number }> {
  const { sql } = chaos.installation;
  const victim = chaos.workers[n % chaos.workers.length];
  if (victim === undefined) throw new Error("no worker is left");
  await untilTrue("it has runs at work", 20_000, async () => {
    return (await runningWith(sql, victim.id)).length > 0;
  });
  await victim.end("SIGKILL");
  const killedAt = performance.now();
  const hit = await runningWith(sql, victim.id);
  await untilTrue("its runs are taken from it", 60_000, async () => {
    return (await runningWith(sql, victim.id)).length === 0;
  });
  const ms = performance.now() - killedAt;
  await chaos.replace(victim);
  return { ms, lost: (await lostOf(sql, hit)).length };
}

/** A worker is frozen past its lease, its run begins elsewhere, it wakes up and reports. */
export function freezeWorkers(times: number): Fault {
  return {
    name: `a worker frozen past its lease, ${times} times`,
    run: async (chaos) => {
      let refused = 0;
      for (let n = 0; n < times; n += 1) refused += await freezeOne(chaos);
      return {
        figures: `${refused} of ${times} late reports refused`,
        problems: refused === times ? [] : ["a late report was not refused"],
      };
    },
  };
}

async function freezeOne({ installation, workers }: Chaos): Promise<number> {
  const { sql, target } = installation;
  const run = await installation.run(await installation.addJob({ delayMs: 1000 }));
  const zombie = await until("a worker executes it", 20_000, async () => {
    if (!target.hits.some((hit) => hit.runId === run)) return null;
    const [row] = await sql<{ id: string }[]>`select worker_id as id from runs where id = ${run}`;
    return workers.find((worker) => worker.id === row?.id);
  });
  zombie.signal("SIGSTOP");
  await untilTrue("its second attempt", 30_000, () =>
    target.hits.some((hit) => hit.runId === run && hit.attempt === 2),
  );
  zombie.signal("SIGCONT");
  const wasRefused = () => zombie.said(REFUSED).some((line) => isAbout(line["runs"], run));
  await untilTrue("its late report", 20_000, wasRefused).catch(() => undefined);
  return wasRefused() ? 1 : 0;
}

function isAbout(runs: unknown, run: string): boolean {
  return Array.isArray(runs) && runs.includes(run);
}

/** SIGTERM while 20 runs of 5 s are at work. */
export const endWithRuns: Fault = {
  name: "SIGTERM with 20 runs of 5 s at work",
  run: async ({ installation }) => {
    const { sql } = installation;
    const worker = await installation.startWorker({ WORKER_POOLS: "leaving" });
    const job = await installation.addJob({ delayMs: 5000, pool: "leaving" });
    const runs = await Promise.all(Array.from({ length: 20 }, () => installation.run(job)));
    await untilTrue("all are at work", 20_000, async () => {
      return (await runningWith(sql, worker.id)).length === runs.length;
    });
    const askedAt = performance.now();
    const { code } = await worker.end("SIGTERM");
    const took = performance.now() - askedAt;
    const whole = await sql`
      select 1 from runs where status = 'completed' and attempt = 1 and id in ${sql(runs)}`;
    const problems = tooSlow(took, 30_000);
    if (code !== 0) problems.push(`it ended with ${code}`);
    if (whole.length !== runs.length) problems.push("runs were lost or repeated");
    return {
      figures: `${whole.length} of 20 completed at their first attempt, ended after ${inMs(took)}`,
      problems,
    };
  },
};

/** The network between a worker and the database swallows everything for `cutMs`, less than the lease or more. */
export function cutOff(cutMs: number, leaseSeconds: number): Fault {
  const isLost = cutMs > leaseSeconds * 1000;
  return {
    name: `a worker cut off for ${inMs(cutMs)} with a lease of ${leaseSeconds} s`,
    run: async ({ installation }) => {
      const { sql } = installation;
      const proxy = await openProxy(installation.server.url);
      const pool = `cut-${cutMs}`;
      const lease = { WORKER_LEASE_SECONDS: String(leaseSeconds) };
      const worker = await installation.startWorker({
        DATABASE_URL: proxy.url,
        WORKER_POOLS: pool,
        ...lease,
      });
      const job = await installation.addJob({ delayMs: cutMs + 1000, laterMs: 0, pool });
      const runs = await Promise.all(Array.from({ length: 5 }, () => installation.run(job)));
      await untilTrue("all are at work", 20_000, async () => {
        return (await runningWith(sql, worker.id)).length === runs.length;
      });
      proxy.swallow();
      await sleep(cutMs);
      proxy.open();
      await untilTrue("all have ended", 40_000, async () => {
        const live = await sql`select 1 from runs where finished_at is null and id in ${sql(runs)}`;
        return live.length === 0;
      });
      const outcome = await cutOutcome(isLost, async () => lostOf(sql, runs), worker.stoppedItself);
      await worker.end();
      await proxy.close();
      return outcome;
    },
  };
}

async function cutOutcome(
  isLost: boolean,
  lost: () => Promise<readonly string[]>,
  stoppedItself: boolean,
): Promise<Outcome> {
  const { length } = await lost();
  const figures = `${length} of 5 leases lost, own work stopped: ${stoppedItself ? "yes" : "no"}`;
  const isRight = isLost ? length === 5 && stoppedItself : length === 0 && !stoppedItself;
  return { figures, problems: isRight ? [] : [`expected were ${isLost ? 5 : 0} lost leases`] };
}

function tooSlow(ms: number, limitMs: number): string[] {
  return ms <= limitMs ? [] : [`${inMs(ms)} is longer than ${inMs(limitMs)}`];
}
