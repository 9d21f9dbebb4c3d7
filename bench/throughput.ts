import { PgBoss } from "pg-boss";
import { type Bed, seedJobs, startBenchWorker } from "./support/bed.ts";

export type Throughput = { readonly ours: number; readonly raw: number; readonly ratio: number };

const SLOTS = 500;
const BATCH = 500;

/** Runs per second through plan, claim, no-op, finish and events kept; beside raw pg-boss fetch + complete in the same run. */
export async function measureThroughput(bed: Bed, runs: number): Promise<Throughput> {
  // Alternating, so that what else the machine does falls on both.
  const raw1 = await rawPerSecond(bed, runs);
  const ours1 = await oursPerSecond(bed, runs, "a");
  const raw2 = await rawPerSecond(bed, runs);
  const ours2 = await oursPerSecond(bed, runs, "b");
  const raw = (raw1 + raw2) / 2;
  const ours = (ours1 + ours2) / 2;
  return { ours, raw, ratio: ours / raw };
}

async function oursPerSecond(bed: Bed, runs: number, prefix: string): Promise<number> {
  await seedJobs(bed, runs, {
    prefix: `throughput-${prefix}-`,
    nextFireAt: "punctual_now()",
    schedule: `jsonb_build_object('kind', 'interval', 'every', '1h', 'timeZone', 'UTC', 'jitterSeconds', 0,
      'calendars', '[]'::jsonb, 'startAt', null, 'endAt', null, 'dst', '{"gap":"next","fold":"first"}'::jsonb,
      'anchor', to_char(punctual_now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))`,
  });
  await bed.database.connection`vacuum analyze jobs`;
  const begin = performance.now();
  const worker = await startBenchWorker(bed, SLOTS, () => undefined);
  await finished(bed, runs, `throughput-${prefix}-`);
  const seconds = (performance.now() - begin) / 1000;
  await worker.stop(5_000);
  return runs / seconds;
}

/** Asks the rollups, which cost next to nothing, until all are final. */
async function finished(bed: Bed, runs: number, prefix: string): Promise<void> {
  const before = completedBefore.get(bed) ?? 0;
  for (;;) {
    const [row] = await bed.database.connection<{ done: number }[]>`
      select coalesce(sum(runs), 0)::int as done from run_hour_stats where status = 'completed'`;
    if ((row?.done ?? 0) - before >= runs) {
      completedBefore.set(bed, row?.done ?? 0);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (prefix === "") return;
  }
}
const completedBefore = new WeakMap<Bed, number>();

async function rawPerSecond(bed: Bed, messages: number): Promise<number> {
  const boss = new PgBoss({
    connectionString: bed.url,
    schema: "peer",
    supervise: false,
    schedule: false,
  });
  await boss.start();
  await boss.createQueue("noop");
  const jobs = Array.from({ length: messages }, () => ({ data: { runId: crypto.randomUUID() } }));
  for (let at = 0; at < jobs.length; at += BATCH)
    await boss.insert("noop", jobs.slice(at, at + BATCH));
  const begin = performance.now();
  for (let done = 0; done < messages; ) {
    const batch = await boss.fetch("noop", { batchSize: BATCH });
    await boss.complete(
      "noop",
      batch.map((job) => job.id),
    );
    done += batch.length;
  }
  const seconds = (performance.now() - begin) / 1000;
  await boss.stop({ graceful: false });
  return messages / seconds;
}
