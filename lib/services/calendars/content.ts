import { readNow } from "../../../db/sql.ts";
import { type NormalizedEntries, normalizeEntries } from "../../domain/calendar/normalize.ts";
import type { CalendarEntry } from "../../domain/calendar/types.ts";
import { invalid } from "../../domain/errors.ts";
import type { Context } from "../context.ts";
import { importCalendar } from "./import.ts";

/** What a call gives a calendar to hold. */
export type Content = {
  /** What the file calls itself; empty without one. */
  readonly name: string;
  readonly description: string;
  readonly entries: readonly CalendarEntry[];
  readonly notices: readonly string[];
};

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
