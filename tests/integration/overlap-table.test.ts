import { expect, it } from "vitest";
import type { JobView } from "../../lib/contracts/job.ts";
import { OVERLAP_POLICIES, type OverlapPolicy } from "../../lib/domain/policies.ts";
import { startBackfill } from "../../lib/services/backfills/start.ts";
import type { ClaimedWork } from "../../lib/services/runs/claim.ts";
import { finishAttempts } from "../../lib/services/runs/finish.ts";
import { COMPLETED, endOf, openHeart, type RunRow } from "../support/heart.ts";
import { type ModelRun, OverlapModel } from "../support/overlap-model.ts";

const heart = await openHeart("2026-03-02T08:00:30Z");
const { clock, ctx, platform } = heart;

const MINUTE = 60_000;
const EVERY_MINUTE = { kind: "cron", expression: "* * * * *" } as const;
const LIMITS = [null, 1, 2] as const;

/** A job under one policy and limit, and what the rules make of it. */
type Case = {
  readonly policy: OverlapPolicy;
  readonly job: JobView;
  readonly model: OverlapModel;
};

/** How one more run of each job comes about; `n` counts them. */
const ARRIVALS: Record<string, (cases: readonly Case[], n: number) => Promise<unknown>> = {
  schedule: async () => {
    await clock.advance(MINUTE);
    await heart.plan();
  },
  api: (cases) => Promise.all(cases.map(({ job }) => heart.openRun(job.id))),
  rerun: (cases) =>
    Promise.all(cases.map(({ job }) => heart.openRun(job.id, { trigger: "rerun" }))),
  "manual, for later": async (cases) => {
    const later = { trigger: "manual", delaySeconds: 5 } as const;
    await Promise.all(cases.map(({ job }) => heart.openRun(job.id, later)));
    await clock.advance(5_000);
    await heart.plan();
  },
  backfill: async (cases, n) => {
    const at = Date.parse("2026-01-05T00:00:00Z") + n * MINUTE;
    const range = { from: new Date(at).toISOString(), to: new Date(at + MINUTE).toISOString() };
    await Promise.all(
      cases.map(({ job, policy }) =>
        startBackfill(ctx, { job: job.id, project: "default" }, { ...range, overlap: policy }),
      ),
    );
  },
};

/** `a` another run comes, `s` workers start what they may, `f` the oldest at work ends. */
const SCRIPT = "aasaaafasafsaaffasffff";

/** Rows as the model tells of them; names are places in the order of opening. */
function asModel(rows: readonly RunRow[]): ModelRun[] {
  const places = new Map(rows.map((row, place) => [row.id, place]));
  return rows.map((row, name) => ({
    name,
    state: (row.held_reason === "overlap" ? "held" : row.status) as ModelRun["state"],
    other: places.get(row.decision?.inTheWay ?? row.decision?.replacedBy) ?? null,
  }));
}

/** The oldest run at work of each job. */
function oldest(works: readonly ClaimedWork[]): ClaimedWork[] {
  const byJob = Map.groupBy(works, (work) => work.run.jobId);
  return [...byJob.values()].flatMap(
    (ofJob) => ofJob.toSorted((a, b) => (a.run.id < b.run.id ? -1 : 1))[0] ?? [],
  );
}

async function endOldest(works: readonly ClaimedWork[]): Promise<ClaimedWork[]> {
  const ending = oldest(works);
  const ends = await Promise.all(
    ending.map(async (work) => {
      const { status } = await heart.run(work.run.id);
      return endOf(work, status === "cancelling" ? { outcome: "cancelled" } : COMPLETED);
    }),
  );
  await finishAttempts(platform, ends);
  return works.filter((work) => !ending.includes(work));
}

async function makeCases(trigger: string): Promise<Case[]> {
  const cases = OVERLAP_POLICIES.flatMap((policy) => LIMITS.map((limit) => ({ policy, limit })));
  return Promise.all(
    cases.map(async ({ policy, limit }) => ({
      policy,
      model: new OverlapModel(policy, limit),
      job: await heart.makeJob({
        schedule: EVERY_MINUTE,
        enabled: trigger === "schedule",
        policies: { overlap: policy, maxConcurrentRuns: limit },
      }),
    })),
  );
}

function advance(model: OverlapModel, letter: string): void {
  if (letter === "a") model.arrive();
  else if (letter === "s") model.start();
  else model.finish();
}

it.each(Object.entries(ARRIVALS))(
  "runs by %s leave the rows O1–O3 ask for, under each policy and limit",
  async (trigger, arrive) => {
    const cases = await makeCases(trigger);
    let works: ClaimedWork[] = [];
    let arrived = 0;
    for (const [step, letter] of [...SCRIPT].entries()) {
      if (letter === "a") await arrive(cases, arrived++);
      else if (letter === "s") works.push(...(await heart.claim(500)));
      else works = await endOldest(works);
      const rows = Map.groupBy(
        await heart.sql<RunRow[]>`select * from runs order by id`,
        (row) => row.job_id,
      );
      for (const { job, model } of cases) {
        advance(model, letter);
        const { overlap, maxConcurrentRuns } = job.policies;
        const about = { step, overlap, maxConcurrentRuns };
        const found = asModel(rows.get(job.id) ?? []);
        expect({ ...about, rows: found }).toEqual({ ...about, rows: model.runs });
      }
    }
    expect(await heart.strays()).toEqual([]);
    expect(await heart.unsound()).toEqual([]);
  },
);
