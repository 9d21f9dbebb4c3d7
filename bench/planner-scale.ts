import { openDatabase } from "../db/client.ts";
import { planDue } from "../lib/services/runs/plan.ts";
import { type Bed, percentile, seedJobs } from "./support/bed.ts";

export type PlannerScale = {
  readonly stored: number;
  readonly firingsPerSecond: number;
  /** Median of one pass over 500 due jobs, milliseconds. */
  readonly passMs: number;
};

const BATCH = 500;
const ROUNDS = 40;

/** Firings per second of one planner while `stored` schedules wait in the table: 500 of them, anywhere, are due in each pass. */
export async function measurePlanner(bed: Bed, stored: number): Promise<PlannerScale> {
  const sql = bed.database.connection;
  const [have] = await sql<
    { jobs: number }[]
  >`select count(*)::int as jobs from jobs where name like 'stored-%'`;
  const missing = stored - (have?.jobs ?? 0);
  for (let done = 0; done < missing; done += 100_000)
    await seedJobs(bed, Math.min(100_000, missing - done), {
      prefix: `stored-${stored}-${done}-`,
      nextFireAt: "now() + interval '20 days' + n * interval '1 millisecond'",
      schedule: `jsonb_build_object('kind', 'interval', 'every', '1h', 'timeZone', 'UTC', 'jitterSeconds', 0,
        'calendars', '[]'::jsonb, 'startAt', null, 'endAt', null, 'dst', '{"gap":"next","fold":"first"}'::jsonb,
        'anchor', '2026-01-01T00:00:00.000Z')`,
      policies: { overlap: "allow", misfire: { graceSeconds: 86_400 } },
    });
  await settle(bed);
  const passes: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await makeDue(bed);
    const begin = performance.now();
    const planned = await planDue(
      { db: bed.database.db, queue: bed.queue, hints: bed.hints },
      BATCH,
    );
    passes.push(performance.now() - begin);
    if (planned.runs !== BATCH) throw new Error(`expected ${BATCH} firings, saw ${planned.runs}`);
    await sql`update job_clocks set next_fire_at = now() + interval '20 days' where next_fire_at < now() + interval '1 day'`;
    // The same job may be picked again within its second; its slot must then be free.
    await sql`truncate runs, events`;
    await sql`delete from pgboss.job`;
  }
  const passMs = percentile(passes, 50);
  return { stored, firingsPerSecond: (BATCH * 1000) / passMs, passMs };
}

/** What loading the table leaves to do is not to be measured: statistics, hints on rows, pages not yet on disk. */
async function settle(bed: Bed): Promise<void> {
  const patient = openDatabase({ url: bed.url, max: 1, name: "bench-settle", silentSeconds: 600 });
  await patient.connection.unsafe("set statement_timeout = 0");
  for (const table of ["jobs", "job_clocks", "job_versions"])
    await patient.connection.unsafe(`vacuum (analyze) ${table}`);
  await patient.connection.unsafe("checkpoint");
  await patient.close();
}

/** Picked at random, so that the rows lie all over the table. */
async function makeDue(bed: Bed): Promise<void> {
  await bed.database.connection`
    update job_clocks set next_fire_at = date_trunc('milliseconds', now()), decided_until = date_trunc('hour', now()) - interval '1 millisecond'
    where job_id in (select id from jobs where name like 'stored-%' order by random() limit ${BATCH})`;
}
