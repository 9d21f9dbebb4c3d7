import type { Installation } from "./installation.ts";
import type { WorkerProcess } from "./worker-process.ts";

const WORKERS = 3;
const JOBS = 40;

/** A busy installation: several workers plan and execute the same jobs, whatever is done to them. */
export type Chaos = {
  readonly installation: Installation;
  /** The workers that run now; one that was killed is replaced by `replace`. */
  readonly workers: WorkerProcess[];
  replace(worker: WorkerProcess): Promise<void>;
};

/**
 * Starts the workers and 40 jobs of every 1 to 3 s: half of them never overlap, a quarter may start each run once only,
 * five share two places.
 */
export async function startChaos(installation: Installation): Promise<Chaos> {
  const starting = Array.from({ length: WORKERS }, () => installation.startWorker());
  const workers = await Promise.all(starting);
  for (let n = 0; n < JOBS; n += 1) {
    await installation.addJob({
      every: `${1 + (n % 3)}s`,
      delayMs: (n * 370) % 1700,
      policies: {
        overlap: n % 2 === 0 ? "skip" : "allow",
        onWorkerLost: n % 4 < 1 ? "fail" : "retry",
      },
      ...(n % 8 === 2 ? { group: { key: "narrow", limit: 2 } } : {}),
    });
  }
  return {
    installation,
    workers,
    replace: async (worker) => {
      const place = workers.indexOf(worker);
      workers[place] = await installation.startWorker();
    },
  };
}
