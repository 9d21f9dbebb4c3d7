import { setTimeout as sleep } from "node:timers/promises";
import { MISFIRE_POLICIES, type MisfirePolicy } from "../../lib/domain/policies.ts";
import { rowsByTheRules } from "../support/misfire-model.ts";
import { walkOf } from "../support/walk.ts";
import { startCrew } from "./crew.ts";
import type { Outcome } from "./fault.ts";
import type { Installation } from "./installation.ts";

const AWAY_MS = 10_000;
const GRACE_SECONDS = 2;

type Slot = {
  readonly jobId: string;
  readonly at: number;
  readonly status: string;
  readonly reason: string | null;
  readonly rule: string | null;
  /** When the pass was that decided it, by the database's clock. */
  readonly decidedAt: number;
};

/** All workers are gone for ten seconds; afterwards each job's ledger must be what its misfire policy makes of that. */
export async function stopEverything(installation: Installation): Promise<Outcome> {
  const jobs = MISFIRE_POLICIES.flatMap((policy) =>
    [2, 100].map((maxRuns) => ({
      every: "1s",
      delayMs: 0,
      policies: { misfire: { policy, graceSeconds: GRACE_SECONDS, windowSeconds: 8, maxRuns } },
    })),
  );
  await startCrew(installation, { count: 2, jobs });
  await sleep(4_000);
  await installation.stopWorkers();
  await sleep(AWAY_MS);
  await startCrew(installation, { count: 2, jobs: [] });
  await sleep(4_000);
  await installation.stopWorkers();
  return compare(installation);
}

async function compare({ sql }: Installation): Promise<Outcome> {
  const jobs = await sql<{ id: string; schedule: unknown; misfire: MisfirePolicy; from: number }[]>`
    select id, schedule, policies->'misfire' as misfire,
      (extract(epoch from created_at) * 1000)::float8 as from from jobs`;
  const slots = await sql<Slot[]>`
    select job_id as "jobId", status, reason, rule,
      (extract(epoch from scheduled_for) * 1000)::float8 as at,
      (extract(epoch from created_at) * 1000)::float8 as "decidedAt"
    from runs where trigger = 'schedule' order by scheduled_for`;
  const problems: string[] = [];
  let passes = 0;
  for (const job of jobs) {
    let { from } = job;
    const ofJob = slots.filter((slot) => slot.jobId === job.id);
    for (const [decidedAt, rows] of Map.groupBy(ofJob, (slot) => slot.decidedAt)) {
      const wanted = rowsByTheRules(walkOf(job, from, decidedAt), decidedAt, job.misfire).map(
        ({ at, verdict, reason, rule }) => `${at} ${verdict} ${reason} ${rule}`,
      );
      const found = rows.map(lineOf);
      if (found.join() !== wanted.join())
        problems.push(`${job.misfire.policy}: ${found.join()} in place of ${wanted.join()}`);
      from = decidedAt;
      passes += 1;
    }
  }
  const missed = slots.filter((slot) => slot.status === "missed").length;
  if (missed === 0) problems.push("no slot was missed");
  return {
    figures: `${passes} passes over ${jobs.length} jobs by the rules, ${missed} slots missed`,
    problems: problems.slice(0, 5),
  };
}

function lineOf({ at, status, reason, rule }: Slot): string {
  const isVerdict = status === "missed" || status === "skipped";
  return isVerdict ? `${at} ${status} ${reason} ${rule}` : `${at} goes on null null`;
}
