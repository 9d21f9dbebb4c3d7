import type { CalendarChoice } from "../../contracts/simulation.ts";
import { compileCalendars } from "../../domain/calendar/compile.ts";
import { normalizeEntries } from "../../domain/calendar/normalize.ts";
import type { Calendar, CompiledCalendars } from "../../domain/calendar/types.ts";
import { type Problem, prefixProblems } from "../../domain/problem.ts";
import { type CalendarsOf, namesOf } from "../calendars/rules.ts";

/** The calendars that judge a simulated schedule, and the names it then has for them. */
export type SimulatedCalendars = {
  readonly slugs: readonly string[];
  readonly compiled: CompiledCalendars | null;
};

type Definition = {
  readonly schedule: unknown;
  readonly calendars?: readonly CalendarChoice[] | undefined;
};

/** Calendars a definition names, in a shape in which they can be looked up with those of others. */
export function calendarNames({ schedule, calendars }: Definition): readonly string[] {
  return calendars?.filter((choice) => typeof choice === "string") ?? namesOf(schedule);
}

/** The calendars of a definition: those it is given, stored or not, else those its schedule names. Adds to `problems`. */
export function chooseSimulatedCalendars(
  definition: Definition,
  projectId: string,
  calendarsOf: CalendarsOf,
  problems: Problem[],
): SimulatedCalendars {
  const { calendars: given } = definition;
  const choices = given ?? namesOf(definition.schedule);
  const place = given === undefined ? "/schedule/calendars" : "/calendars";
  const chosen = new Map<string, Calendar>();
  for (const [index, choice] of choices.entries()) {
    const pointer = `${place}/${index}`;
    const calendar =
      typeof choice === "string"
        ? storedCalendar(choice, projectId, calendarsOf)
        : triedCalendar(choice, pointer, problems);
    if (calendar === "unknown") {
      problems.push({ pointer, message: "there is no calendar of this name in the project" });
    } else if (calendar !== "wrong" && chosen.has(calendar.slug) && typeof choice !== "string") {
      problems.push({ pointer: `${pointer}/slug`, message: "names a calendar a second time" });
    } else if (calendar !== "wrong") chosen.set(calendar.slug, calendar);
  }
  const all = [...chosen.values()];
  return {
    slugs: all.map(({ slug }) => slug),
    compiled: all.length === 0 ? null : compileCalendars(all),
  };
}

function storedCalendar(
  name: string,
  projectId: string,
  calendarsOf: CalendarsOf,
): Calendar | "unknown" {
  const found = calendarsOf({ projectId, schedule: { calendars: [name] } });
  const calendar = found === null || "unknown" in found ? undefined : found.calendars[0];
  return calendar ?? "unknown";
}

function triedCalendar(
  { slug, name, entries: given }: Exclude<CalendarChoice, string>,
  pointer: string,
  problems: Problem[],
): Calendar | "wrong" {
  const read = normalizeEntries(given);
  if (read.ok) return { slug, name: name ?? slug, entries: read.entries };
  problems.push(...prefixProblems(pointer, read.problems));
  return "wrong";
}
