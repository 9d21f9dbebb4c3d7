import { setTimeout as sleep } from "node:timers/promises";
import { cancelRuns } from "../../lib/services/runs/cancel.ts";
import { openByHand } from "../../lib/services/runs/open-by-hand.ts";
import { startCrew } from "./crew.ts";
import type { Outcome } from "./fault.ts";
import type { Installation } from "./installation.ts";
import { untilTrue } from "./until.ts";

const CANCELS = 5_000;
/** So many people cancel at a time. */
const PEOPLE = 50;
const LONGEST_PAUSE_MS = 2_500;
const LENGTHS_MS = [0, 500, 1000, 2500, 6000];

/** Opens 5,000 runs and cancels each at a random moment of its life, some before it starts, some after it has ended. */
export async function cancelAtRandom(installation: Installation): Promise<Outcome> {
  const { context, sql } = installation;
  await startCrew(installation, { count: 3, jobs: [] });
  const jobs = await Promise.all(LENGTHS_MS.map((delayMs) => installation.addJob({ delayMs })));
  const runs: string[] = [];
  let answered = 0;
  const openAndCancel = async (n: number): Promise<void> => {
    const job = jobs[n % jobs.length];
    if (job === undefined) return;
    const id = await openByHand(context, {
      jobId: job.id,
      trigger: "api",
      params: null,
      requestedBy: null,
      traceparent: null,
    });
    runs.push(id);
    await sleep(Math.random() ** 2 * LONGEST_PAUSE_MS);
    const { length } = await cancelRuns(context, [id], "user");
    answered += length;
  };
  let next = 0;
  await Promise.all(
    Array.from({ length: PEOPLE }, async () => {
      while (next < CANCELS) {
        next += 1;
        await openAndCancel(next);
      }
    }),
  );
  await untilTrue("all have ended", 60_000, async () => {
    const live = await sql`select 1 from runs where finished_at is null limit 1`;
    return live.length === 0;
  });
  return count(installation, answered);
}

async function count({ sql }: Installation, reached: number): Promise<Outcome> {
  const rows = await sql<{ status: string; started: boolean; runs: number; finals: number }[]>`
    with told as (
      select run_id, count(*) as finals from events where type = 'run.finished' group by run_id)
    select status, started_at is not null as started, count(*)::int as runs,
      coalesce(sum(finals), 0)::int as finals
    from runs left join told on run_id = id group by 1, 2 order by 1, 2`;
  const told = rows.map(
    ({ status, started, runs }) => `${runs} ${status}${started ? "" : " before they started"}`,
  );
  const runs = rows.reduce((sum, row) => sum + row.runs, 0);
  const finals = rows.reduce((sum, row) => sum + row.finals, 0);
  const problems =
    runs === CANCELS && finals === CANCELS
      ? []
      : [`${runs} runs have ${finals} final events, not ${CANCELS}`];
  if (reached < CANCELS / 10) problems.push("most runs had ended before they were cancelled");
  return { figures: `${reached} reached a live run: ${told.join(", ")}`, problems };
}
