import { sql } from "drizzle-orm";
import type { Db, Tx } from "../client.ts";
import { batch, epochMs, rowsOf } from "../sql.ts";

/** Something that happened to a job, template or worker; those of runs are written by their transitions. */
export type NewEvent = {
  readonly type: string;
  readonly projectId: string | null;
  readonly jobId?: string;
  readonly runId?: string;
  readonly data: object;
};

/** Records events in the transaction that made them true; their order is the array's. */
export async function insertEvents(tx: Tx, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  await tx.execute(sql`
    insert into events (at, type, project_id, job_id, run_id, data)
    select punctual_now(), "type", "projectId", "jobId", "runId", "data"
    from json_to_recordset(${batch(events)})
      as x("type" text, "projectId" uuid, "jobId" uuid, "runId" uuid, "data" jsonb)`);
}

/** An event as read back; `at` is milliseconds since 1970. */
export type StoredEvent = {
  readonly seq: number;
  readonly at: number;
  readonly type: string;
  readonly projectId: string | null;
  readonly jobId: string | null;
  readonly runId: string | null;
  readonly data: unknown;
};

export type EventPage = {
  /** Transactions below this number had ended when the page was read. */
  readonly oldestOpen: bigint;
  readonly events: readonly StoredEvent[];
};

const OLDEST_OPEN = sql`pg_snapshot_xmin(pg_current_snapshot())::text as "oldestOpen"`;

/**
 * Events with `seq` above `after` in order, at most `limit`, and the snapshot they were read in. Both come
 * from one statement, because the gaps between sequence numbers can only be judged by that very snapshot.
 */
export async function readEventsAfter(db: Db, after: number, limit: number): Promise<EventPage> {
  const rows = await rowsOf<{ oldestOpen: string } & StoredEvent & { seq: number | null }>(
    db,
    sql`
    select ${OLDEST_OPEN}, e.seq::float8 as seq, ${epochMs(sql`e.at`)} as at, e.type, e.project_id as "projectId",
      e.job_id as "jobId", e.run_id as "runId", e.data
    from (select 1) as always
    left join lateral (select * from events where seq > ${after} order by seq limit ${limit}) as e on true
    order by e.seq`,
  );
  const [first] = rows;
  if (first === undefined) throw new Error("the database did not answer a look at the events");
  const events = rows
    .filter((row) => row.seq !== null)
    .map(({ seq, at, type, projectId, jobId, runId, data }) => ({
      seq,
      at,
      type,
      projectId,
      jobId,
      runId,
      data,
    }));
  return { oldestOpen: BigInt(first.oldestOpen), events };
}

/**
 * A number above those of all transactions under way, and below those that begin from now on. It is one of the numbers
 * themselves: the upper end of a snapshot lies behind the last transaction that ended, not behind the last that began.
 */
export async function takeTransactionNumber(db: Db): Promise<bigint> {
  const rows = await rowsOf<{ number: string }>(
    db,
    sql`select pg_current_xact_id()::text as number`,
  );
  return BigInt(onlyRow(rows).number);
}

/** Transactions below this number have ended. */
export async function readOldestOpen(db: Db): Promise<bigint> {
  const rows = await rowsOf<{ oldestOpen: string }>(db, sql`select ${OLDEST_OPEN}`);
  return BigInt(onlyRow(rows).oldestOpen);
}

/** The lowest and highest sequence number kept; both 0 while there is none. */
export async function readEventBounds(db: Db): Promise<{ first: number; last: number }> {
  const rows = await rowsOf<{ first: number; last: number }>(
    db,
    sql`
    select coalesce((select min(seq) from events), 0)::float8 as first,
      coalesce((select max(seq) from events), 0)::float8 as last`,
  );
  return onlyRow(rows);
}

function onlyRow<Row>([row]: readonly Row[]): Row {
  if (row === undefined) throw new Error("the database did not answer a look at the events");
  return row;
}
