import { setTimeout as sleep } from "node:timers/promises";
import { startCrew } from "./crew.ts";
import { inMs, type Outcome, tooSlow } from "./fault.ts";
import type { Installation } from "./installation.ts";
import { untilTrue } from "./until.ts";
import { type Answer, startWeb } from "./web-process.ts";

const JOBS = 10_000;
const AHEAD_MS = 30_000;
const ENDED_MS = 240_000;
const P95_MS = 2_000;

/** The top of the hour: 10,000 jobs due at the same instant, while somebody looks at the console. */
export async function crowd(installation: Installation): Promise<Outcome> {
  const { sql } = installation;
  const web = await startWeb(installation);
  try {
    await startCrew(installation, { count: 2, jobs: [] });
    const due = Math.ceil((Date.now() + AHEAD_MS) / 1000) * 1000;
    const schedule = { kind: "once", at: new Date(due).toISOString() } as const;
    const job = await installation.addJob({ schedule });
    await copyJob(installation, job.id, JOBS - 1);
    const left = due - Date.now();
    if (left < 1000) throw new Error(`${JOBS} jobs took ${inMs(AHEAD_MS - left)} to make`);
    await sleep(left - 1000);
    const stopping = new AbortController();
    const looking = lookAround(web.call, stopping.signal);
    await untilTrue("all of them have ended", ENDED_MS, async () => {
      await sleep(250);
      const [row] = await sql<{ ended: number }[]>`
        select count(*)::int as ended from runs where finished_at is not null`;
      return row?.ended === JOBS;
    });
    stopping.abort();
    return judge(installation, await looking, due);
  } finally {
    await web.end();
  }
}

/** What people and programs ask for, over and over. */
async function lookAround(
  call: (method: "GET", path: string) => Promise<Answer>,
  signal: AbortSignal,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  const pages = ["/jobs?limit=50", "/runs?limit=50", "/workers", "/runs?status=pending"];
  for (let n = 0; !signal.aborted; n += 1) {
    answers.push(await call("GET", pages[n % pages.length] ?? "/jobs"));
    await sleep(50);
  }
  return answers;
}

async function judge(
  { sql }: Installation,
  answers: readonly Answer[],
  due: number,
): Promise<Outcome> {
  const [row] = await sql<{ decided: number; ended: number; completed: number }[]>`
    select (extract(epoch from max(created_at)) * 1000)::float8 as decided,
      (extract(epoch from max(finished_at)) * 1000)::float8 as ended,
      count(*) filter (where status = 'completed')::int as completed from runs`;
  const { decided = 0, ended = 0, completed = 0 } = row ?? {};
  const times = answers.map(({ ms }) => ms).sort((a, b) => a - b);
  const p95 = times[Math.floor(0.95 * (times.length - 1))] ?? Number.POSITIVE_INFINITY;
  const refused = answers.filter(({ status }) => status !== 200).length;
  const problems = tooSlow(p95, P95_MS);
  if (refused > 0) problems.push(`${refused} of ${answers.length} calls of the API failed`);
  if (completed !== JOBS) problems.push(`${completed} of ${JOBS} completed`);
  return {
    figures: `all decided after ${inMs(decided - due)}, all executed after ${inMs(ended - due)}; ${answers.length} calls of the API meanwhile, p95 ${inMs(p95)}`,
    problems,
  };
}

/** Copies of a job, definition and all. */
async function copyJob({ sql }: Installation, id: string, copies: number): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`set local statement_timeout = 0`;
    await tx`
      with copy as (
        insert into jobs
        select (jsonb_populate_record(j, jsonb_build_object('id', gen_random_uuid(), 'key', 'copy-' || n))).*
        from jobs j, generate_series(1, ${copies}::int) as n where j.id = ${id}
        returning id
      ),
      clock as (
        insert into job_clocks
        select (jsonb_populate_record(c, jsonb_build_object('job_id', copy.id))).*
        from job_clocks c, copy where c.job_id = ${id}
      )
      insert into job_versions
      select (jsonb_populate_record(v, jsonb_build_object('job_id', copy.id))).*
      from job_versions v, copy where v.job_id = ${id}`;
  });
}
