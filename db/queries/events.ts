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

/** Where the stream stands, seen in one snapshot. */
export type EventHorizon = {
  /** Transactions below this number have ended. */
  readonly oldestOpen: bigint;
  /** Transactions from this number on had not begun. */
  readonly nextTransaction: bigint;
};

export type EventPage = EventHorizon & { readonly events: readonly StoredEvent[] };

type Snapshot = { oldestOpen: string; nextTransaction: string };

/**
 * Events with `seq` above `after` in order, at most `limit`, and the snapshot they were read in. Both come
 * from one statement, because the gaps between sequence numbers can only be judged by that very snapshot.
 */
export async function readEventsAfter(db: Db, after: number, limit: number): Promise<EventPage> {
  const rows = await rowsOf<Snapshot & StoredEvent & { seq: number | null }>(
    db,
    sql`
    select pg_snapshot_xmin(pg_current_snapshot())::text as "oldestOpen",
      pg_snapshot_xmax(pg_current_snapshot())::text as "nextTransaction",
      e.seq::float8 as seq, ${epochMs(sql`e.at`)} as at, e.type, e.project_id as "projectId",
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
  return {
    oldestOpen: BigInt(first.oldestOpen),
    nextTransaction: BigInt(first.nextTransaction),
    events,
  };
}

/** The lowest and highest sequence number kept; both 0 while there is none. */
export async function readEventBounds(
  db: Db,
): Promise<EventHorizon & { first: number; last: number }> {
  const rows = await rowsOf<Snapshot & { first: number; last: number }>(
    db,
    sql`
    select pg_snapshot_xmin(pg_current_snapshot())::text as "oldestOpen",
      pg_snapshot_xmax(pg_current_snapshot())::text as "nextTransaction",
      coalesce((select min(seq) from events), 0)::float8 as first,
      coalesce((select max(seq) from events), 0)::float8 as last`,
  );
  const [row] = rows;
  if (row === undefined) throw new Error("the database did not answer a look at the events");
  return {
    first: row.first,
    last: row.last,
    oldestOpen: BigInt(row.oldestOpen),
    nextTransaction: BigInt(row.nextTransaction),
  };
}
