import { type Bed, seedJobs, startBenchWorker } from "./support/bed.ts";

export type SteadyLoad = {
  readonly slots: number;
  /** Ledger row's creation − `scheduledFor`, both by the database's clock, in milliseconds. */
  readonly planP50: number;
  readonly planP99: number;
  readonly planMax: number;
  /** Start − `scheduledFor`. */
  readonly startP50: number;
  readonly startP99: number;
  /** Due slots of the window without a finished run when it was over. */
  readonly unfinished: number;
};

const SEED = 100_000;
const LEAD_SECONDS = 20;
const DRAIN_SECONDS = 10;

/**
 * Stores so many interval jobs that `perSecond` of them, strewn over the whole table, are due at each second, and lets one
 * worker with every loop plan, start and finish them for `seconds`.
 */
export async function measureSteadyLoad(
  bed: Bed,
  load: { readonly stored: number; readonly perSecond: number; readonly seconds: number },
): Promise<SteadyLoad> {
  const { stored, perSecond, seconds } = load;
  const sql = bed.database.connection;
  const every = stored / perSecond;
  for (let done = 0; done < stored; done += SEED)
    await seedJobs(bed, Math.min(SEED, stored - done), {
      prefix: `steady-${done}-`,
      nextFireAt: "now() + interval '20 days'",
      schedule: `jsonb_build_object('kind', 'interval', 'every', '${every}s', 'timeZone', 'UTC', 'jitterSeconds', 0,
        'calendars', '[]'::jsonb, 'startAt', null, 'endAt', null, 'dst', '{"gap":"next","fold":"first"}'::jsonb,
        'anchor', to_char(timestamp '2026-01-01' + n % ${every} * interval '1 second', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))`,
      policies: { overlap: "skip" },
    });
  const begin = await startAll(bed, every);
  const worker = await startBenchWorker(bed, 500, () => undefined);
  const end = begin + seconds * 1000;
  await new Promise((resolve) => setTimeout(resolve, end + DRAIN_SECONDS * 1000 - Date.now()));
  await worker.stop(5_000);
  const [row] = await sql<SteadyLoad[]>`
    with slot as (
      select extract(epoch from created_at - scheduled_for) * 1000 as plan,
        extract(epoch from started_at - scheduled_for) * 1000 as start, finished_at
      from runs where scheduled_for >= to_timestamp(${begin}::float8 / 1000) and scheduled_for < to_timestamp(${end}::float8 / 1000)
    )
    select count(*)::int as slots, (percentile_disc(0.5) within group (order by plan))::float8 as "planP50",
      (percentile_disc(0.99) within group (order by plan))::float8 as "planP99", max(plan)::float8 as "planMax",
      (percentile_disc(0.5) within group (order by start))::float8 as "startP50",
      (percentile_disc(0.99) within group (order by start))::float8 as "startP99",
      count(*) filter (where finished_at is null)::int as unfinished
    from slot`;
  if (row === undefined) throw new Error("no slot was planned");
  const expected = perSecond * seconds;
  if (row.slots !== expected) throw new Error(`expected ${expected} slots, saw ${row.slots}`);
  return row;
}

/** Sets every clock to its job's first slot from a little later on; answers that moment, milliseconds since 1970. */
async function startAll(bed: Bed, every: number): Promise<number> {
  const begin = Math.ceil(Date.now() / 1000 + LEAD_SECONDS + 40) * 1000;
  await bed.database.connection.begin(async (tx) => {
    await tx`set local statement_timeout = 0`;
    await tx`
      update job_clocks set
        decided_until = to_timestamp(${begin}::float8 / 1000) - interval '1 millisecond',
        next_fire_at = to_timestamp(anchor + ceil((${begin}::float8 / 1000 - anchor) / ${every}) * ${every})
      from (select id, extract(epoch from (schedule->>'anchor')::timestamptz)::float8 as anchor from jobs) as j
      where j.id = job_id`;
    await tx`analyze jobs`;
    await tx`analyze job_clocks`;
    await tx`analyze job_versions`;
  });
  if (begin < Date.now() + 1000) throw new Error("storing the schedules took longer than the lead");
  return begin;
}
