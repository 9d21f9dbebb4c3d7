import type postgres from "postgres";
import type { RunStatus } from "../../lib/domain/run-state.ts";
import type { Hit } from "./target.ts";

/** Everything the product has written down, and what the target has seen. Instants are milliseconds since 1970. */
export type Account = {
  readonly jobs: readonly JobRow[];
  readonly runs: readonly RunRow[];
  /** In the order of their numbers. */
  readonly attempts: readonly AttemptRow[];
  /** In the order of the stream. */
  readonly events: readonly EventRow[];
  /** Ids of the messages about runs that wait in the queue. */
  readonly messages: readonly string[];
  readonly hits: readonly Hit[];
};

export type JobRow = {
  readonly id: string;
  readonly schedule: unknown;
  readonly createdAt: number;
  readonly decidedUntil: number;
  readonly overlap: string | null;
  readonly onWorkerLost: string | null;
  readonly group: { readonly key: string; readonly limit: number } | null;
};

export type RunRow = {
  readonly id: string;
  readonly jobId: string;
  readonly trigger: string;
  readonly status: RunStatus;
  readonly scheduledFor: number;
  readonly scheduledUntil: number | null;
  readonly attempt: number;
  readonly isHeld: boolean;
  readonly dispatchId: string | null;
  readonly finishedAt: number | null;
};

export type AttemptRow = {
  readonly runId: string;
  readonly attempt: number;
  readonly outcome: string;
  readonly finishedAt: number;
};

type EventRow = { readonly runId: string; readonly type: string; readonly status: string | null };

/** Read in one moment, so that what goes on meanwhile is in all of it or in none. */
export function readAccount(sql: postgres.Sql, hits: readonly Hit[]): Promise<Account> {
  return sql.begin("isolation level repeatable read", (tx) => readAll(tx, hits));
}

async function readAll(sql: postgres.TransactionSql, hits: readonly Hit[]): Promise<Account> {
  const ms = (column: string) => sql`(extract(epoch from ${sql(column)}) * 1000)::float8`;
  const jobs = await sql<JobRow[]>`
    select id, schedule, ${ms("created_at")} as "createdAt", ${ms("decided_until")} as "decidedUntil",
      policies->>'overlap' as overlap, policies->>'onWorkerLost' as "onWorkerLost",
      concurrency_group as "group"
    from jobs join job_clocks on job_id = id`;
  const runs = await sql<RunRow[]>`
    select id, job_id as "jobId", trigger, status, attempt, held_reason is not null as "isHeld",
      dispatch_id as "dispatchId", ${ms("scheduled_for")} as "scheduledFor",
      ${ms("scheduled_until")} as "scheduledUntil", ${ms("finished_at")} as "finishedAt"
    from runs`;
  const attempts = await sql<AttemptRow[]>`
    select run_id as "runId", attempt, outcome, ${ms("finished_at")} as "finishedAt"
    from attempts order by run_id, attempt`;
  const events = await sql<EventRow[]>`
    select run_id as "runId", type, data->>'status' as status from events
    where run_id is not null order by seq`;
  const messages = await sql<{ id: string }[]>`
    select id from pgboss.job where name ~ '^(runs|containers)[.]' and state <= 'active'`;
  return { jobs, runs, attempts, events, messages: messages.map(({ id }) => id), hits };
}
