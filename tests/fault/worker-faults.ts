import type { Crew } from "./crew.ts";
import { type Fault, inMs, type Outcome, tooSlow } from "./fault.ts";
import { lostOf, runningWith } from "./looks.ts";
import { until, untilTrue } from "./until.ts";

/** What may pass after the end of the lease of a worker that died. */
const SLACK_MS = 10_000;
const REFUSED = "reports came after the lease was lost";

/** kill -9 of workers in the middle of their runs, `times` times in each crew; others take their places. */
export function killWorkers(times: number): Fault {
  return {
    name: `kill -9 of a worker mid-run, ${times} times`,
    reach: "taken from it ≤ lease + 10 s, all of them ended",
    run: (crew) => killIn([crew], times),
  };
}

/** The same in several crews at once. */
export async function killIn(crews: readonly Crew[], times: number): Promise<Outcome> {
  const kills: Kill[] = [];
  await Promise.all(
    crews.map(async (crew) => {
      for (let n = 0; n < times; n += 1) kills.push(await killOne(crew, n));
    }),
  );
  const leaseSeconds = Math.max(...crews.map((crew) => crew.leaseSeconds));
  const slowest = Math.max(...kills.map((kill) => kill.ms));
  const lost = kills.reduce((sum, kill) => sum + kill.lost, 0);
  const gone = kills.reduce((sum, kill) => sum + kill.gone, 0);
  const problems =
    lost === 0 ? ["no run was hit"] : tooSlow(slowest, leaseSeconds * 1000 + SLACK_MS);
  if (gone > 0) problems.push(`${gone} runs never came to their end`);
  return {
    figures: `${kills.length} killed, ${lost} runs lost their worker, taken from it after ≤ ${inMs(slowest)}, ${gone} lost`,
    problems,
  };
}

/** `gone` are runs that may be repeated and were not executed to their end. */
type Kill = { readonly ms: number; readonly lost: number; readonly gone: number };

async function killOne(crew: Crew, n: number): Promise<Kill> {
  const { sql } = crew.installation;
  const victim = crew.workers[n % crew.workers.length];
  if (victim === undefined) throw new Error("no worker is left");
  await untilTrue("it has called the target", 30_000, async () => {
    const called = new Set(crew.installation.target.hits.map((hit) => hit.runId));
    return (await runningWith(sql, victim.id)).some((run) => called.has(run));
  });
  await victim.end("SIGKILL");
  const killedAt = performance.now();
  const hit = await runningWith(sql, victim.id);
  await untilTrue("its runs are taken from it", 60_000, async () => {
    return (await runningWith(sql, victim.id)).length === 0;
  });
  const ms = performance.now() - killedAt;
  await crew.replace(victim);
  // A run that loses three workers ends as failed: they are to lose one each here.
  await untilTrue("what it had has ended", 60_000, async () => {
    if (hit.length === 0) return true;
    const live = await sql`select 1 from runs where finished_at is null and id in ${sql(hit)}`;
    return live.length === 0;
  });
  const lost = (await lostOf(sql, hit)).length;
  return { ms, lost, gone: await goneOf(crew, hit) };
}

async function goneOf({ installation }: Crew, runs: readonly string[]): Promise<number> {
  if (runs.length === 0) return 0;
  const rows = await installation.sql`
    select 1 from runs join jobs on jobs.id = job_id
    where status = 'failed' and policies->>'onWorkerLost' is distinct from 'fail' and runs.id in ${installation.sql(runs)}`;
  return rows.length;
}

/** A worker is frozen past its lease, its run begins elsewhere, it wakes up and reports. */
export function freezeWorkers(times: number): Fault {
  return {
    name: `a worker frozen past its lease, ${times} times`,
    reach: `stale result refused ${times}/${times}`,
    run: (crew) => freezeIn([crew], times),
  };
}

/** The same in several crews at once. */
export async function freezeIn(crews: readonly Crew[], times: number): Promise<Outcome> {
  const refused = await Promise.all(
    crews.map(async (crew) => {
      let ofCrew = 0;
      for (let n = 0; n < times; n += 1) ofCrew += await freezeOne(crew);
      return ofCrew;
    }),
  );
  const all = refused.reduce((sum, one) => sum + one, 0);
  const wanted = times * crews.length;
  return {
    figures: `${all} of ${wanted} late reports refused`,
    problems: all === wanted ? [] : ["a late report was not refused"],
  };
}

async function freezeOne({ installation, workers, pool }: Crew): Promise<number> {
  const { sql, target } = installation;
  const run = await installation.run(await installation.addJob({ delayMs: 1000, pool }));
  const zombie = await until("a worker executes it", 20_000, async () => {
    if (!target.hits.some((hit) => hit.runId === run)) return null;
    const [row] = await sql<{ id: string }[]>`select worker_id as id from runs where id = ${run}`;
    return workers.find((worker) => worker.id === row?.id);
  });
  zombie.signal("SIGSTOP");
  await untilTrue("its second attempt", 30_000, () =>
    target.hits.some((hit) => hit.runId === run && hit.attempt === 2),
  );
  zombie.signal("SIGCONT");
  const wasRefused = () => zombie.said(REFUSED).some((line) => isAbout(line["runs"], run));
  await untilTrue("its late report", 20_000, wasRefused).catch(() => undefined);
  // The worker that has it now may be the one that is frozen next.
  await untilTrue("its end", 30_000, async () => {
    const live = await sql`select 1 from runs where finished_at is null and id = ${run}`;
    return live.length === 0;
  });
  return wasRefused() ? 1 : 0;
}

function isAbout(runs: unknown, run: string): boolean {
  return Array.isArray(runs) && runs.includes(run);
}

/** SIGTERM while 20 runs of 5 s are at work. */
export const endWithRuns: Fault = {
  name: "SIGTERM with 20 runs of 5 s at work",
  reach: "0 lost, 0 repeated, exit ≤ 30 s",
  run: async ({ installation }) => {
    const { sql } = installation;
    const worker = await installation.startWorker({ WORKER_POOLS: "leaving" });
    const job = await installation.addJob({ delayMs: 5000, pool: "leaving" });
    const runs = await Promise.all(Array.from({ length: 20 }, () => installation.run(job)));
    await untilTrue("all are at work", 20_000, async () => {
      return (await runningWith(sql, worker.id)).length === runs.length;
    });
    const askedAt = performance.now();
    const { code } = await worker.end("SIGTERM");
    const took = performance.now() - askedAt;
    const whole = await sql`
      select 1 from runs where status = 'completed' and attempt = 1 and id in ${sql(runs)}`;
    const problems = tooSlow(took, 30_000);
    if (code !== 0) problems.push(`it ended with ${code}`);
    if (whole.length !== runs.length) problems.push("runs were lost or repeated");
    return {
      figures: `${whole.length} of 20 completed at their first attempt, ended after ${inMs(took)}`,
      problems,
    };
  },
};
