import { setTimeout as sleep } from "node:timers/promises";
import { type Fault, inMs, type Outcome } from "./fault.ts";
import type { Installation } from "./installation.ts";
import { lostOf, runningWith } from "./looks.ts";
import { openProxy } from "./proxy.ts";
import { untilTrue } from "./until.ts";
import { OWN_WORK_STOPPED, type WorkerProcess } from "./worker-process.ts";

const RUNS = 5;

type Cut = { readonly cutMs: number; readonly leaseSeconds: number };

/** The network between a worker and the database swallows everything for `cutMs`, less than the lease or more. */
export function cutOff(cutMs: number, leaseSeconds: number): Fault {
  const isLost = cutMs > leaseSeconds * 1000;
  return {
    name: `a worker cut off for ${inMs(cutMs)} with a lease of ${leaseSeconds} s`,
    reach: isLost
      ? "one lost lease per run, own work stopped before the lease ends"
      : "no lease lost, no run repeated",
    run: ({ installation }) => cut(installation, { cutMs, leaseSeconds }),
  };
}

async function cut(installation: Installation, { cutMs, leaseSeconds }: Cut): Promise<Outcome> {
  const { sql } = installation;
  const proxy = await openProxy(installation.server.url);
  try {
    const pool = `cut-${cutMs}`;
    const env = { WORKER_POOLS: pool, WORKER_LEASE_SECONDS: String(leaseSeconds) };
    const worker = await installation.startWorker({ ...env, DATABASE_URL: proxy.url });
    const job = await installation.addJob({ delayMs: cutMs + 1000, laterMs: 0, pool });
    const runs = await Promise.all(Array.from({ length: RUNS }, () => installation.run(job)));
    await untilTrue("all are at work", 20_000, async () => {
      return (await runningWith(sql, worker.id)).length === RUNS;
    });
    // Somebody must be there to take them over, and to see that the leases have ended.
    const other = await installation.startWorker(env);
    proxy.swallow();
    const leaseEnds = await endOfLeases(installation, runs);
    await sleep(cutMs);
    proxy.open();
    await untilTrue("all have ended", 60_000, async () => {
      const live = await sql`select 1 from runs where finished_at is null and id in ${sql(runs)}`;
      return live.length === 0;
    });
    const lost = (await lostOf(sql, runs)).length;
    await Promise.all([worker.end(), other.end()]);
    return verdict(lost, headStart(worker, leaseEnds), cutMs > leaseSeconds * 1000);
  } finally {
    await proxy.close();
  }
}

/** When the first lease ends if nobody renews it any more. What was sent before the cut has arrived a second later. */
async function endOfLeases({ sql }: Installation, runs: readonly string[]): Promise<number> {
  await sleep(1000);
  const [row] = await sql<{ ends: number }[]>`
    select (extract(epoch from min(lease_expires_at)) * 1000)::float8 as ends from runs where id in ${sql(runs)}`;
  return row?.ends ?? 0;
}

/** How long before the end of its leases a worker stopped its own work; null when it did not. */
function headStart(worker: WorkerProcess, leaseEnds: number): number | null {
  const [line] = worker.said(OWN_WORK_STOPPED);
  return line === undefined ? null : leaseEnds - Date.parse(String(line["time"]));
}

function verdict(lost: number, headStartMs: number | null, isLost: boolean): Outcome {
  const stopped =
    headStartMs === null
      ? "own work went on"
      : `own work stopped ${inMs(headStartMs)} before they ended`;
  const isRight = isLost
    ? lost === RUNS && headStartMs !== null && headStartMs > 0
    : lost === 0 && headStartMs === null;
  return {
    figures: `${lost} of ${RUNS} leases lost, ${stopped}`,
    problems: isRight ? [] : [`expected were ${isLost ? RUNS : 0} lost leases`],
  };
}
