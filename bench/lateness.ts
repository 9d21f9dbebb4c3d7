import { type Bed, percentile, seedJobs, startBenchWorker } from "./support/bed.ts";
import { watchDisk } from "./support/disk.ts";

export type Lateness = {
  readonly name: string;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** What flushing one page to the same disk took meanwhile. */
  readonly flushP99: number;
  readonly flushMax: number;
};

const SLOTS = 500;

/** Start lateness of one-off jobs, measured where the executor begins: wall clock of this host − `scheduledFor`. */
export async function measureLateness(
  bed: Bed,
  scenario: { name: string; jobs: number; spreadSeconds: number },
): Promise<Lateness> {
  const { name, jobs, spreadSeconds } = scenario;
  const late: number[] = [];
  const all = Promise.withResolvers<void>();
  const worker = await startBenchWorker(bed, SLOTS, (execution) => {
    late.push(Date.now() - execution.scheduledFor);
    if (late.length === jobs) all.resolve();
  });
  const at = `now() + interval '3 seconds' + (n::float8 / ${jobs}) * interval '${spreadSeconds} seconds'`;
  await seedJobs(bed, jobs, {
    prefix: `${name.replaceAll(/[^a-z0-9]+/g, "-")}-${jobs}-`,
    nextFireAt: at,
    schedule: `jsonb_build_object('kind', 'once', 'timeZone', 'UTC', 'at',
      to_char(date_trunc('milliseconds', ${at}) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))`,
  });
  bed.hints.send("jobs");
  const disk = watchDisk();
  await all.promise;
  const flushes = await disk.stop();
  await worker.stop(5_000);
  return {
    name,
    p50: percentile(late, 50),
    p99: percentile(late, 99),
    max: Math.max(...late),
    flushP99: percentile(flushes, 99),
    flushMax: Math.max(...flushes),
  };
}
