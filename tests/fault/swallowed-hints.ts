import { setTimeout as sleep } from "node:timers/promises";
import { inMs, type Outcome, tooSlow } from "./fault.ts";
import type { Installation } from "./installation.ts";
import { openProxy } from "./proxy.ts";
import { until } from "./until.ts";

const RUNS = 20;
/** How often everything looks by itself. */
const SLOW_BEAT_MS = 1_000;

/** The connection a worker listens on swallows everything; runs are opened by hand at moments it does not expect. */
export async function swallowHints(installation: Installation): Promise<Outcome> {
  const { server, startWorker, addJob, target, run } = installation;
  const proxy = await openProxy(server.url);
  try {
    await startWorker({ DATABASE_URL: proxy.url });
    const job = await addJob({ delayMs: 0 });
    const swallowed = proxy.swallowListeners();
    const delays: number[] = [];
    for (let n = 0; n < RUNS; n += 1) {
      await sleep(100 + ((n * 373) % 900));
      const openedAt = Date.now();
      const id = await run(job);
      const hit = await until("its call", 30_000, () =>
        target.hits.find((one) => one.runId === id),
      );
      delays.push(hit.arrivedAt - openedAt);
    }
    const slowest = Math.max(...delays);
    const median = delays.toSorted((a, b) => a - b)[RUNS / 2] ?? 0;
    return {
      figures: `${swallowed} connection swallowed; ${RUNS} runs began after ${inMs(median)} (median) to ${inMs(slowest)}`,
      problems: swallowed === 1 ? tooSlow(slowest, SLOW_BEAT_MS + 1_000) : ["nobody listened"],
    };
  } finally {
    proxy.open();
    await installation.stopWorkers();
    await installation.startWorker();
    await proxy.close();
  }
}
