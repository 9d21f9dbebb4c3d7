import { setImmediate as others } from "node:timers/promises";
import type { Db, Tx } from "../../../db/client.ts";
import {
  type CalendarHead,
  type CalendarVersion,
  readCalendarHeads,
  readCalendarRules,
} from "../../../db/queries/calendar-rules.ts";
import { compileCalendars } from "../../domain/calendar/compile.ts";
import { dayIndexOf } from "../../domain/calendar/day-index.ts";
import type { Calendar, CompiledCalendars } from "../../domain/calendar/types.ts";
import { Recent } from "../../platform/recent.ts";

/** The calendars that judge a schedule, in its order. `key` names their versions. */
export type ScheduleCalendars = {
  readonly key: string;
  readonly ids: readonly string[];
  readonly calendars: readonly Calendar[];
  readonly compiled: CompiledCalendars;
};

/** A schedule's names of calendars, and the project they are looked up in. */
export type NamesCalendars = { readonly projectId: string; readonly schedule: unknown };

/** Of several schedules each one's calendars, null where it names none; or which of its names stand for nothing. */
export type CalendarsOf = (
  schedule: NamesCalendars,
) => ScheduleCalendars | null | { readonly unknown: readonly string[] };

const rules = new Recent<Calendar>(2_000);
const compiled = new Recent<ScheduleCalendars>(2_000);

/** Looks up the calendars of many schedules at once. Versions never change, so each is read and compiled once. */
export async function readCalendars(
  on: Db | Tx,
  schedules: readonly NamesCalendars[],
): Promise<CalendarsOf> {
  const wanted = schedules.flatMap(({ projectId, schedule }) =>
    namesOf(schedule).map((name) => ({ projectId, name })),
  );
  if (wanted.length === 0) return () => null;
  const heads = new Map<string, CalendarHead>();
  for (const head of await readCalendarHeads(on, unique(wanted, nameKey)))
    heads.set(nameKey(head), head);
  const kept = await keepRules(on, [...heads.values()]);
  // One that changed between the two looks is taken as the second saw it.
  for (const [name, head] of heads) heads.set(name, { ...head, ...kept.get(head.id) });
  return ({ projectId, schedule }) => {
    const names = namesOf(schedule);
    const found = names.map((name) => heads.get(nameKey({ projectId, name })));
    const unknown = names.filter((_, at) => found[at] === undefined);
    if (unknown.length > 0) return { unknown };
    const chosen = unique(
      found.filter((head) => head !== undefined),
      (head) => head.id,
    );
    return chosen.length === 0 ? null : together(chosen);
  };
}

/** The calendars of a stored schedule, whose names are sure to stand for something. Throws when one does not. */
export function existing(found: ReturnType<CalendarsOf>): ScheduleCalendars | null {
  if (found !== null && "unknown" in found)
    throw new Error(
      `there is no calendar ${found.unknown.join(", ")} although a schedule names it`,
    );
  return found;
}

/** The names of calendars in a schedule, as it writes them. */
export function namesOf(schedule: unknown): readonly string[] {
  return (schedule as { calendars?: readonly string[] }).calendars ?? [];
}

/** Reads the rules that are not kept yet; answers in which versions it found them. */
async function keepRules(
  on: Db | Tx,
  heads: readonly CalendarHead[],
): Promise<ReadonlyMap<string, CalendarVersion>> {
  const missing = heads.filter((head) => rules.get(versionKey(head)) === undefined);
  if (missing.length === 0) return new Map();
  const ids = missing.map((head) => head.id);
  const found = new Map<string, CalendarVersion>();
  for (const { id, version, writtenBy, ...calendar } of await readCalendarRules(on, ids)) {
    found.set(id, { id, version, writtenBy });
    rules.set(versionKey({ id, version, writtenBy }), calendar);
    dayIndexOf(calendar);
    // Twenty calendars of thousands of entries are the work of a tenth of a second, and others want their turn meanwhile.
    await others();
  }
  return found;
}

function together(heads: readonly CalendarHead[]): ScheduleCalendars {
  const key = heads.map(versionKey).join(",");
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const calendars = heads.map((head) => {
    const calendar = rules.get(versionKey(head));
    if (calendar === undefined) throw new Error(`calendar ${head.slug} changed while it was read`);
    return calendar;
  });
  const ids = heads.map((head) => head.id);
  return compiled.set(key, { key, ids, calendars, compiled: compileCalendars(calendars) });
}

function nameKey({ projectId, name }: { projectId: string; name: string }): string {
  return `${projectId}:${name}`;
}

function versionKey({ id, version, writtenBy }: CalendarVersion): string {
  return `${id}@${version}.${writtenBy}`;
}

function unique<T>(all: readonly T[], keyOf: (one: T) => string): T[] {
  return [...new Map(all.map((one) => [keyOf(one), one])).values()];
}
