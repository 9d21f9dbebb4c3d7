import { readNow } from "../../../db/sql.ts";
import { type NormalizedEntries, normalizeEntries } from "../../domain/calendar/normalize.ts";
import { invalid } from "../../domain/errors.ts";
import type { Context } from "../context.ts";
import { type Content, importCalendar } from "./import.ts";

type Sent = {
  readonly entries?: readonly unknown[] | undefined;
  readonly ics?: string | undefined;
};

/** Reads entries or a file in their place; null where neither is sent. Throws `invalid` with every fault. */
export async function contentOf(ctx: Context, { entries, ics }: Sent): Promise<Content | null> {
  if (ics !== undefined) return importCalendar(ics, await readNow(ctx.db));
  if (entries === undefined) return null;
  const result: NormalizedEntries = normalizeEntries(entries);
  if (!result.ok) throw invalid(result.problems);
  return { name: "", description: "", entries: result.entries, notices: [] };
}
