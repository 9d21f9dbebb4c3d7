import { sql } from "drizzle-orm";
import type { Db } from "../../../db/client.ts";

/** Tables that note calls themselves, whether they did something or not. */
const NOTES = ["audit", "idempotency_keys", "sessions", "api_tokens"];

/** Names of all our tables, and of their columns. */
export async function columnsOf(db: Db): Promise<readonly { table: string; column: string }[]> {
  const rows = await db.execute<{ table: string; column: string }>(sql`
    select table_name as "table", column_name as "column" from information_schema.columns
    where table_schema = 'public' order by 1, 2`);
  return [...rows];
}

/** A fingerprint of everything stored, or of the rows that belong to some projects. */
export async function digestOf(db: Db, projects: readonly string[] | null = null): Promise<string> {
  const columns = await columnsOf(db);
  const tables = [...new Set(columns.map(({ table }) => table))].filter(
    (table) => !NOTES.includes(table) && (projects === null || isOfProject(columns, table)),
  );
  const digests: string[] = [];
  for (const table of tables) {
    const own = projects === null ? sql`true` : sql`project_id in ${projects}`;
    const [row] = await db.execute<{ digest: string | null }>(sql`
      select md5(string_agg(md5(t::text), '' order by md5(t::text))) as digest
      from ${sql.identifier(table)} t where ${own}`);
    digests.push(`${table} ${row?.digest ?? "empty"}`);
  }
  return digests.join("\n");
}

function isOfProject(columns: readonly { table: string; column: string }[], table: string) {
  return columns.some((one) => one.table === table && one.column === "project_id");
}
