import { type SQL, sql } from "drizzle-orm";
import type { Db, Tx } from "./client.ts";

/** A batch handed over as one JSON parameter, read with `json_to_recordset`: one round trip whatever its size. */
export function batch(rows: readonly object[]): SQL {
  return sql`${JSON.stringify(rows)}::json`;
}

/**
 * A batch about runs, in the order of their ids. Whoever locks many runs does it in this order (`requestCancel` too),
 * so that two of them never wait for each other.
 */
export function runBatch(rows: readonly { readonly runId: string }[]): SQL {
  return batch(rows.toSorted((left, right) => (left.runId < right.runId ? -1 : 1)));
}

/** An instant as a number of milliseconds, so that raw statements need no parsing of dates. */
export function epochMs(expression: SQL): SQL {
  return sql`(extract(epoch from ${expression}) * 1000)::float8`;
}

/** Milliseconds since 1970 as a `timestamptz`; null stays null. */
export function fromMs(ms: number | null): SQL {
  return ms === null ? sql`null::timestamptz` : sql`to_timestamp(${ms}::float8 / 1000)`;
}

/** Runs a raw statement whose rows have the shape the caller wrote the statement for. */
export async function rowsOf<Row>(on: Db | Tx, statement: SQL): Promise<Row[]> {
  return (await on.execute(statement)) as unknown as Row[];
}

/** Reads the database's clock: milliseconds since 1970, the instant of the transaction. */
export async function readNow(on: Db | Tx): Promise<number> {
  const rows = await rowsOf<{ now: number }>(
    on,
    sql`select ${epochMs(sql`punctual_now()`)} as now`,
  );
  const now = rows[0]?.now;
  if (now === undefined) throw new Error("the database did not answer select punctual_now()");
  return now;
}

/**
 * A condition the planner cannot estimate, and so takes for half of the rows. Batches find their rows by key and
 * only check the state; estimated from statistics that are always behind ("one pending run"), that check once
 * made PostgreSQL compare every pending run with every row of the batch.
 */
export function checkOnly(condition: SQL): SQL {
  return sql`case when ${condition} then true else false end`;
}

/** drizzle's tag, for pg-boss to build its own statements with inside our transactions. */
export const sqlTag = sql;
