import { PgBoss } from "pg-boss";
import { type Bed, seedJobs, startBenchWorker } from "./support/bed.ts";

/** So many jobs owe so many slots each, at once. */
export type Load = { readonly name: string; readonly jobs: number; readonly slots: number };

export type Throughput = {
  readonly name: string;
  readonly ours: number;
  readonly raw: number;
  readonly ratio: number;
};

const SLOTS = 500;
const BATCH = 500;
const ROUNDS = 3;

/**
 * Runs per second through plan, claim, no-op, finish, with history, attempts and events kept; beside raw pg-boss
 * fetch + complete. Rounds alternate, so that what else the machine does falls on both; the median round counts.
 */
export async function measureThroughput(bed: Bed, load: Load): Promise<Throughput> {
  const rounds: { ours: number; raw: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const raw = await rawPerSecond(bed, load.jobs * load.slots);
    const ours = await oursPerSecond(bed, load, round);
    rounds.push({ ours, raw });
  }
  rounds.sort((a, b) => a.ours / a.raw - b.ours / b.raw);
  const { ours, raw } = rounds[Math.floor(ROUNDS / 2)] ?? { ours: 0, raw: 1 };
  return { name: load.name, ours, raw, ratio: ours / raw };
}

async function oursPerSecond(bed: Bed, load: Load, round: number): Promise<number> {
  const runs = load.jobs * load.slots;
  await seedJobs(bed, load.jobs, {
    prefix: `throughput-${load.jobs}-${round}-`,
    nextFireAt: "punctual_now()",
    decidedUntil: `date_trunc('second', punctual_now()) - ${load.slots} * interval '1 second' - interval '1 millisecond'`,
    schedule: `jsonb_build_object('kind', 'interval', 'every', '1s', 'timeZone', 'UTC', 'jitterSeconds', 0,
      'calendars', '[]'::jsonb, 'startAt', null, 'dst', '{"gap":"next","fold":"first"}'::jsonb,
      'anchor', '2026-01-01T00:00:00.000Z',
      'endAt', to_char(date_trunc('second', punctual_now()) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))`,
    policies: { overlap: "allow", misfire: { graceSeconds: 3_600 } },
  });
  await bed.database.connection`vacuum analyze jobs, job_clocks`;
  const before = await completedRuns(bed);
  const begin = performance.now();
  const worker = await startBenchWorker(bed, SLOTS, () => undefined);
  while ((await completedRuns(bed)) - before < runs)
    await new Promise((resolve) => setTimeout(resolve, 20));
  const seconds = (performance.now() - begin) / 1000;
  await worker.stop(5_000);
  return runs / seconds;
}

/** The rollup is exact and costs next to nothing to ask. */
async function completedRuns(bed: Bed): Promise<number> {
  const [row] = await bed.database.connection<{ done: number }[]>`
    select coalesce(sum(runs), 0)::int as done from run_hour_stats where status = 'completed'`;
  return row?.done ?? 0;
}

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
