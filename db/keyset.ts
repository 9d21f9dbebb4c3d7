import { type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import { fromMs } from "./sql.ts";

/** Where a page of a newest-first list ended: the last row's `created_at` in milliseconds since 1970, and its id. */
export type Keyset = { readonly createdAt: number; readonly id: string };

/** Rows that come after `last` in a list ordered by `created_at desc, id desc`; undefined is the first page. */
export function after(
  columns: { readonly createdAt: PgColumn; readonly id: PgColumn },
  last: Keyset | undefined,
): SQL | undefined {
  if (last === undefined) return undefined;
  return sql`(${columns.createdAt}, ${columns.id}) < (${fromMs(last.createdAt)}, ${last.id}::uuid)`;
}

/** A pattern for ILIKE that finds `text` anywhere and takes none of its characters for a wildcard. */
export function containing(text: string): string {
  return `%${text.replace(/[\\%_]/g, "\\$&")}%`;
}

/** A list as one parameter, for `= any(…)`: the statement's text stays the same whatever its length. */
export function anyOf(values: readonly (string | number)[], type: "uuid" | "text" | "int"): SQL {
  return sql`array(select value::${sql.raw(type)} from json_array_elements_text(${JSON.stringify(values)}::json))`;
}
