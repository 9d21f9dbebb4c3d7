import { type Installation, type JobSpec, LEASE_SECONDS } from "./installation.ts";
import type { WorkerProcess } from "./worker-process.ts";

/** Workers of one pool and the jobs they plan and execute, whatever is done to them. */
export type Crew = {
  readonly installation: Installation;
  readonly pool: string;
  readonly leaseSeconds: number;
  /** The workers that run now; one that was killed is replaced by `replace`. */
  readonly workers: WorkerProcess[];
  replace(worker: WorkerProcess): Promise<void>;
};

type CrewSpec = {
  readonly leaseSeconds?: number;
  readonly count: number;
  readonly jobs: readonly JobSpec[];
};

/** Starts `count` workers of a pool, and makes jobs for them. */
export async function startCrew(
  installation: Installation,
  { pool = "default", leaseSeconds = LEASE_SECONDS, count, jobs }: CrewSpec & { pool?: string },
): Promise<Crew> {
  const env = { WORKER_POOLS: pool, WORKER_LEASE_SECONDS: String(leaseSeconds) };
  const start = () => installation.startWorker(env);
  const workers = await Promise.all(Array.from({ length: count }, start));
  for (const job of jobs) await installation.addJob({ ...job, pool });
  return {
    installation,
    pool,
    leaseSeconds,
    workers,
    replace: async (worker) => {
      const place = workers.indexOf(worker);
      workers[place] = await start();
    },
  };
}

/**
 * Jobs of every 1 to 3 s: half of them never overlap, a quarter may start each run once only, of 40 five share two
 * places.
 */
export function busyJobs(count: number): JobSpec[] {
  return Array.from({ length: count }, (_, n) => ({
    every: `${1 + (n % 3)}s`,
    delayMs: (n * 370) % 1700,
    policies: {
      overlap: n % 2 === 0 ? "skip" : "allow",
      onWorkerLost: n % 4 < 1 ? "fail" : "retry",
    },
    ...(n % 8 === 2 ? { group: { key: "narrow", limit: 2 } } : {}),
  }));
}

/** Several crews beside each other, each with a pool and jobs of its own, so that a fault can be repeated at once. */
export function startLanes(
  installation: Installation,
  { lanes, ...crew }: CrewSpec & { readonly lanes: number },
): Promise<Crew[]> {
  return Promise.all(
    Array.from({ length: lanes }, (_, lane) =>
      startCrew(installation, { ...crew, pool: `lane-${lane + 1}` }),
    ),
  );
}
