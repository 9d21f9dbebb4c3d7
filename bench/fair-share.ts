import { openDatabase } from "../db/client.ts";
import { openHints } from "../lib/events/hints.ts";
import { newId } from "../lib/platform/ids.ts";
import { openQueue } from "../lib/queue/queue.ts";
import { openByHand } from "../lib/services/runs/open-by-hand.ts";
import { seedBacklog } from "../tests/support/backlog.ts";
import { type Bed, percentile, seedJobs, startBenchWorker } from "./support/bed.ts";

export type FairShare = {
  /** Single runs of the small project that were measured. */
  readonly runs: number;
  /** Start − `availableAt`, by the database's clock, in milliseconds. */
  readonly p50: number;
  readonly max: number;
  /** Runs of the large project that were finished a second meanwhile. */
  readonly perSecond: number;
  /** How many of it still waited at the end. */
  readonly left: number;
};

const SLOTS = 10;
const PAUSE_MS = 500;

/**
 * Lets two workers, each with connections of its own, work at a backlog of no-op runs of one project, opens one run of
 * another project again and again, and tells how long each waited, as long as a fifth of the backlog is left.
 */
export async function measureFairShare(bed: Bed, backlog: number): Promise<FairShare> {
  const platform = { db: bed.database.db, queue: bed.queue, hints: bed.hints };
  const large = await makeJob(bed, "large");
  const small = await makeJob({ ...bed, projectId: await makeProject(bed) }, "small");
  const open = (jobId: string): Promise<string> =>
    openByHand(platform, {
      jobId,
      trigger: "api",
      params: null,
      requestedBy: null,
      traceparent: null,
    });
  await seedBacklog(bed.database.connection, await open(large), backlog - 1);
  await bed.database.connection`vacuum analyze runs, pgboss.job`;
  const workers = await Promise.all([startOwnWorker(bed), startOwnWorker(bed)]);
  const began = performance.now();
  while ((await waiting(bed, large)) > backlog / 5) {
    await open(small);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  const seconds = (performance.now() - began) / 1000;
  const left = await waiting(bed, large);
  const waits = await waitsOf(bed, small);
  await Promise.all(workers.map((stop) => stop()));
  return {
    runs: waits.length,
    p50: percentile(waits, 50),
    max: Math.max(...waits),
    perSecond: (backlog - left) / seconds,
    left,
  };
}

async function makeProject(bed: Bed): Promise<string> {
  const id = newId();
  await bed.database.connection`insert into projects (id, slug, name, signing_secret)
    values (${id}, ${`small-${id}`}, 'Small', 'whsec_YmVuY2g=')`;
  return id;
}

async function makeJob(bed: Bed, name: string): Promise<string> {
  await seedJobs(bed, 1, {
    prefix: name,
    nextFireAt: "null::timestamptz",
    schedule: `'{"kind":"manual"}'::jsonb`,
    policies: { overlap: "allow" },
  });
  const [job] = await bed.database.connection<{ id: string }[]>`
    select id from jobs where project_id = ${bed.projectId} and name = ${`${name}1`}`;
  if (job === undefined) throw new Error("the job was not made");
  return job.id;
}

/** A worker as if it were alone in its process: with connections and a queue of its own. Answers how to stop it. */
async function startOwnWorker({ url }: Bed): Promise<() => Promise<void>> {
  const database = openDatabase({ url, max: 10, prepare: true, name: "bench-worker" });
  const queue = await openQueue({ url, housekeeping: false, onError: () => undefined });
  const hints = await openHints(database, { listen: true });
  const worker = await startBenchWorker({ url, database, queue, hints }, SLOTS, () => undefined);
  return async () => {
    await worker.stop(5_000);
    await hints.close();
    await queue.stop();
    await database.close();
  };
}

async function waiting(bed: Bed, jobId: string): Promise<number> {
  const [row] = await bed.database.connection<{ n: number }[]>`
    select count(*)::int as n from runs where job_id = ${jobId} and finished_at is null`;
  return row?.n ?? 0;
}

/** Those that have not begun have waited until now. */
async function waitsOf(bed: Bed, jobId: string): Promise<number[]> {
  const rows = await bed.database.connection<{ wait: number }[]>`
    select (extract(epoch from coalesce(started_at, punctual_now()) - available_at) * 1000)::float8 as wait
    from runs where job_id = ${jobId}`;
  return rows.map((row) => row.wait);
}
