import postgres from "postgres";
import { afterAll, beforeEach } from "vitest";
import { openDatabase } from "../../db/client.ts";
import type { JobCreate, JobView } from "../../lib/contracts/job.ts";
import type { AttemptReport } from "../../lib/domain/outcome.ts";
import { openHints } from "../../lib/events/hints.ts";
import { loadConfig } from "../../lib/platform/config.ts";
import { openQueue } from "../../lib/queue/queue.ts";
import type { Context, Platform } from "../../lib/services/context.ts";
import { createJob } from "../../lib/services/jobs/create.ts";
import { type ClaimedWork, claimRuns } from "../../lib/services/runs/claim.ts";
import { type AttemptEnd, finishAttempts } from "../../lib/services/runs/finish.ts";
import { openByHand, type RunRequest } from "../../lib/services/runs/open-by-hand.ts";
import { planDue } from "../../lib/services/runs/plan.ts";
import { ensureFirstRun } from "../../lib/services/setup/ensure-first-run.ts";
import { createTestClock, type TestClock } from "./clock.ts";
import { createTestDatabase, type TestDatabase } from "./database.ts";

/** A row of `runs` as SQL shows it. */
export type RunRow = Readonly<{
  id: string;
  job_id: string;
  trigger: string;
  scheduled_for: Date;
  scheduled_until: Date | null;
  slot_count: number;
  status: string;
  reason: string | null;
  rule: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into what a verdict was decided on
  decision: any;
  notes: string[] | null;
  attempt: number;
  lost_count: number;
  release_count: number;
  exclusive: boolean;
  held_reason: string | null;
  held_by: string | null;
  dispatch_id: string | null;
  available_at: Date | null;
  lease_token: string | null;
  lease_expires_at: Date | null;
  started_at: Date | null;
  finished_at: Date | null;
  lateness_ms: number | null;
  result: unknown;
  error_code: string | null;
  error_message: string | null;
}>;

export type AttemptRow = Readonly<{
  attempt: number;
  worker_id: string;
  outcome: string;
  error_code: string | null;
  error_message: string | null;
  result: unknown;
  late_report: unknown;
}>;

export const WORKER_ID = "00000000-0000-7000-8000-00000000000a";
export const LEASE_SECONDS = 60;

/** The heart of an installation on a test database and a clock that stands: its steps are driven by hand. */
export type Heart = Readonly<{
  database: TestDatabase;
  clock: TestClock;
  platform: Platform;
  /** Acts as the system, in the project `default`. */
  ctx: Context;
  sql: postgres.Sql;
  makeJob(more?: Partial<JobCreate>): Promise<JobView>;
  openRun(jobId: string, more?: Partial<RunRequest>): Promise<string>;
  /** One pass of a planner without slots of its own: how many jobs it decided, and rows it wrote. */
  plan(limit?: number): Promise<{ jobs: number; runs: number }>;
  claim(max?: number): Promise<ClaimedWork[]>;
  /** Claims the one run that is to be had. */
  claimOne(): Promise<ClaimedWork>;
  finish(
    work: ClaimedWork,
    report: AttemptEnd["report"],
    more?: Partial<AttemptEnd>,
  ): Promise<{ refused: readonly string[] }>;
  run(id: string): Promise<RunRow>;
  /** The runs of a job in the order they were opened. */
  runs(jobId: string): Promise<RunRow[]>;
  attempts(runId: string): Promise<AttemptRow[]>;
  /** What breaks C6: a dispatchable run without its one message, or a message without such a run. */
  strays(): Promise<string[]>;
  /** What breaks C3: a run with two final events, with an event after its final one, or final without one. */
  unsound(): Promise<string[]>;
}>;

/**
 * Opens the heart for a test file; every test begins at `start` with no jobs, runs, events and messages. With `listen`
 * it hears the hints of other processes, as web app and worker do.
 */
export async function openHeart(start: string, options = { listen: false }): Promise<Heart> {
  const database = await createTestDatabase();
  const clock = await createTestClock(database, start);
  const platform = await openPlatform(database, options);
  const sql = postgres(database.url, { max: 4, onnotice: () => undefined });
  afterAll(() => sql.end({ timeout: 5 }));
  await ensureFirstRun(platform, { admin: null });
  const ctx: Context = { ...platform, actor: { kind: "system" }, requestId: "test", address: null };
  beforeEach(async () => {
    await sql`truncate jobs, job_clocks, ledger_findings, ledger_round, job_calendars, calendars, calendar_feeds, backfills, project_pauses, job_versions, runs, attempts, run_logs, events, workers, run_hour_stats, job_day_stats`;
    await sql`delete from pgboss.job`;
    await clock.setClock(start);
  });
  return { database, clock, platform, ctx, sql, ...steps(platform, ctx), ...looks(sql) };
}

async function openPlatform(
  { url }: TestDatabase,
  { listen }: { readonly listen: boolean },
): Promise<Platform> {
  const config = loadConfig({
    DATABASE_URL: url,
    AUTH_SECRET: "a secret of tests, long enough to be one",
    LOG_LEVEL: "silent",
  });
  const database = openDatabase({ url, max: 12, name: "heart" });
  const errors: Error[] = [];
  const queue = await openQueue({
    url,
    housekeeping: false,
    onError: (error) => errors.push(error),
  });
  await queue.ensurePool("default");
  const hints = await openHints(database, { listen });
  afterAll(async () => {
    await hints.close();
    await queue.stop();
    await database.close();
    if (errors.length > 0) throw new AggregateError(errors, "the queue had errors");
  });
  return { db: database.db, queue, hints, config };
}

type Steps = Pick<Heart, "makeJob" | "openRun" | "plan" | "claim" | "claimOne" | "finish">;

function steps(platform: Platform, ctx: Context): Steps {
  let made = 0;
  const claim: Heart["claim"] = (max = 100) =>
    claimRuns(platform, { pools: ["default"] }, max, {
      workerId: WORKER_ID,
      leaseSeconds: LEASE_SECONDS,
    });
  return {
    makeJob: (more = {}) => {
      made += 1;
      return createJob(ctx, {
        project: "default",
        name: `Job ${made}`,
        template: "http-request",
        params: { url: "http://127.0.0.1:9/" },
        schedule: { kind: "manual" },
        ...more,
      });
    },
    openRun: (jobId, more = {}) =>
      openByHand(platform, {
        jobId,
        trigger: "api",
        params: null,
        requestedBy: null,
        traceparent: null,
        ...more,
      }),
    plan: async (limit = 500) => {
      const { jobs, runs } = await planDue(platform, limit);
      return { jobs, runs };
    },
    claim,
    claimOne: async () => {
      const [work, ...more] = await claim();
      if (work === undefined || more.length > 0)
        throw new Error(`${more.length + (work === undefined ? 0 : 1)} runs were to be had, not 1`);
      return work;
    },
    finish: (work, report, more = {}) =>
      finishAttempts(platform, [{ ...endOf(work, report), ...more }]),
  };
}

/** What the holder of a claimed run hands in. */
export function endOf(work: ClaimedWork, report: AttemptEnd["report"]): AttemptEnd {
  const { id: runId, leaseToken, attempt, lostCount, releaseCount } = work.run;
  const { policies } = work;
  return {
    runId,
    leaseToken,
    attempt,
    lostCount,
    releaseCount,
    policies,
    report,
    result: null,
    random: 0.5,
  };
}

/** A report of failure; retryable unless said otherwise. */
export function failed(
  more: Partial<Extract<AttemptReport, { outcome: "failed" }>> = {},
): AttemptReport {
  return {
    outcome: "failed",
    error: { code: "network", message: "The connection was reset." },
    retryable: true,
    retryAfterSeconds: null,
    ...more,
  };
}

export const COMPLETED: AttemptReport = { outcome: "completed" };

type Looks = Pick<Heart, "run" | "runs" | "attempts" | "strays" | "unsound">;

function looks(sql: postgres.Sql): Looks {
  return {
    run: async (id) => {
      const [row] = await sql<RunRow[]>`select * from runs where id = ${id}`;
      if (row === undefined) throw new Error(`there is no run ${id}`);
      return row;
    },
    runs: (jobId) => sql<RunRow[]>`select * from runs where job_id = ${jobId} order by id`,
    attempts: (runId) =>
      sql<AttemptRow[]>`select * from attempts where run_id = ${runId} order by attempt`,
    strays: async () => {
      const rows = await sql<{ text: string }[]>`
        with expected as (
          select id, dispatch_id, pool, needs from runs
          where finished_at is null and status = 'pending' and held_reason is null and external_task is null
        ),
        live as (select id, name, data->>'runId' as run_id from pgboss.job where state < 'active')
        select coalesce('run ' || e.id || ' has no message', 'message for ' || l.run_id || ' without its run') as text
        from expected e
        full join live l on l.id = e.dispatch_id and l.run_id = e.id::text and l.name = coalesce(e.needs, 'runs') || '.' || e.pool
        where e.id is null or l.id is null`;
      return rows.map((row) => row.text);
    },
    unsound: async () => {
      const rows = await sql<{ text: string }[]>`
        with told as (
          select run_id, count(*) filter (where type = 'run.finished') as finals,
            max(seq) filter (where type = 'run.finished') as final, max(seq) as last
          from events where run_id is not null group by run_id
        )
        select r.id || ' ' || r.status || ' with ' || coalesce(t.finals, 0) || ' final events' as text
        from runs r left join told t on t.run_id = r.id
        where coalesce(t.finals, 0) <> (r.finished_at is not null)::int or t.last > t.final`;
      return rows.map((row) => row.text);
    },
  };
}

/** `status reason rule` of rows, without what is null: a ledger to compare with. */
export function verdicts(rows: readonly RunRow[]): string[] {
  return rows.map((row) =>
    [row.status, row.reason, row.rule].filter((word) => word !== null).join(" "),
  );
}

/** Instants of rows as `HH:MM:SS`. */
export function times(rows: readonly RunRow[]): string[] {
  return rows.map((row) => row.scheduled_for.toISOString().slice(11, 19));
}
