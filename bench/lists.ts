import { listRuns } from "../db/queries/runs.ts";
import { type Bed, percentile, seedJobs } from "./support/bed.ts";

export type ListSpeed = { readonly name: string; readonly p50: number; readonly p95: number };

const JOBS = 1_000;
const LOOKS = 200;
const PAGE = 51;

/** Milliseconds of the list queries as the API makes them, over `runs` rows of history. */
export async function measureLists(bed: Bed, runs: number): Promise<ListSpeed[]> {
  const { db, connection: sql } = bed.database;
  await seedHistory(bed, runs);
  const jobs = await sql<
    { id: string }[]
  >`select id from jobs where name like 'history-%' order by random() limit ${LOOKS}`;
  const middle = await sql<{ id: string; createdAt: Date }[]>`
    select id, created_at as "createdAt" from runs where trigger = 'manual' order by id offset ${Math.floor(runs / 2)} limit 1`;
  const [cursor] = middle;
  const { projectId } = bed;
  const job = (look: number) => [jobs[look % jobs.length]?.id ?? ""];
  const after = { createdAt: 0, id: cursor?.id ?? "" };
  return [
    await measure("runs of the project, first page", () =>
      listRuns(db, { projectId, limit: PAGE }),
    ),
    await measure("runs of the project, a page from the middle", () =>
      listRuns(db, { projectId, after, limit: PAGE }),
    ),
    await measure("runs of a job", (look) =>
      listRuns(db, { projectId, jobIds: job(look), limit: PAGE }),
    ),
    await measure("failed runs of a job", (look) =>
      listRuns(db, { projectId, jobIds: job(look), statuses: ["failed"], limit: PAGE }),
    ),
    await measure("failed runs of the project", () =>
      listRuns(db, { projectId, statuses: ["failed"], limit: PAGE }),
    ),
    await measure("running now", () =>
      listRuns(db, { projectId, statuses: ["running", "cancelling"], limit: PAGE }),
    ),
    await measure(
      "counts of 24 h from the rollup",
      () => sql`
      select status, sum(runs) from run_hour_stats
      where project_id = ${projectId} and hour > punctual_now() - interval '24 hours' group by status`,
    ),
  ];
}

async function measure(
  name: string,
  look: (n: number) => PromiseLike<unknown>,
): Promise<ListSpeed> {
  const times: number[] = [];
  for (let n = 0; n < LOOKS; n += 1) {
    const begin = performance.now();
    await look(n);
    times.push(performance.now() - begin);
  }
  return { name, p50: percentile(times, 50), p95: percentile(times, 95) };
}

async function seedHistory(bed: Bed, runs: number): Promise<void> {
  const sql = bed.database.connection;
  await seedJobs(bed, JOBS, {
    prefix: "history-",
    nextFireAt: "now() + interval '20 days'",
    schedule: `'{"kind":"manual"}'::jsonb`,
  });
  await sql.begin(async (tx) => {
    await tx`set local statement_timeout = 0`;
    // Ids carry the instant, as those of real runs do; one run in fifty failed.
    await tx`
      insert into runs (id, project_id, job_id, job_version, template_version_id, trigger, scheduled_for, status, reason,
        error_code, error_message, attempt, worker_id, available_at, started_at, attempt_started_at, finished_at,
        lateness_ms, result, created_at)
      select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(md5(seq.n::text), 1, 3)
          || '8' || substr(md5(seq.n::text), 4, 15))::uuid,
        ${bed.projectId}::uuid, j.id, 1, ${bed.templateVersionId}::uuid, 'manual', at,
        case when seq.n % 50 = 0 then 'failed' else 'completed' end, case when seq.n % 50 = 0 then 'status' end,
        case when seq.n % 50 = 0 then 'status' end, case when seq.n % 50 = 0 then 'The target answered 500.' end,
        1, gen_random_uuid(), at, at, at, at + interval '120 milliseconds', 4,
        '{"status": 200, "headers": {"content-type": "application/json"}, "body": {"ok": true}, "truncated": false}'::jsonb, at
      from generate_series(1, ${runs}::int) as seq(n)
      cross join lateral (select now() - (${runs} - seq.n) * interval '5 seconds' as at) as moment
      join (select id, row_number() over () as n from jobs where name like 'history-%') as j on j.n = 1 + (seq.n::bigint * 7919) % ${JOBS}`;
    await tx`
      insert into run_hour_stats (project_id, hour, status, runs, slots, duration_ms, lateness_ms, max_lateness_ms)
      select project_id, date_trunc('hour', finished_at), status, count(*), count(*), 0, 0, 0 from runs
      where trigger = 'manual' group by 1, 2, 3 on conflict do nothing`;
    await tx`analyze runs`;
  });
}
