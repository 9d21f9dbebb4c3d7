import { MAX_ENTRIES, normalizeEntries } from "../calendar/normalize.ts";
import type { CalendarEntry } from "../calendar/types.ts";
import type { Problem } from "../problem.ts";
import { type CalendarFacts, calendarFacts } from "./calendar-facts.ts";
import { collect, emptyCollection, noticesOf, withoutReplaced } from "./collect.ts";
import { MAX_ICS_LENGTH } from "./limits.ts";
import { type FileEvent, readEvent } from "./read-event.ts";
import { IcalError, type ScannedFile, scanFile } from "./scan.ts";

/** What was found in a file. */
export type FoundCalendar = {
  readonly ok: true;
  /** What the file calls itself; empty where it does not. */
  readonly name: string;
  readonly description: string;
  readonly entries: readonly CalendarEntry[];
  /** What was left out or changed on the way, each a sentence. */
  readonly notices: readonly string[];
};

type Refused = { readonly ok: false; readonly problems: readonly Problem[] };

const DAYS_BACK = 366;
const DAYS_AHEAD = 3_653;
const MAX_PROBLEMS = 20;
const MAX_RECURRING = 500;
/** Entries collected before it is said how many there are; a file that makes more of them is not worth the work of counting. */
const MAX_COLLECTED = 10_000;

/**
 * Reads an iCalendar file (RFC 5545) as entries; every fault is at `/ics`. `today` is a day number: what recurs without
 * being plainly yearly or weekly becomes its dates from a year before to ten years after. It gives way after each event,
 * so that whoever drives it can let others work; no step takes long, whatever the file.
 */
export function* readCalendar(
  text: string,
  today: number,
): Generator<void, FoundCalendar | Refused> {
  try {
    if (text.length > MAX_ICS_LENGTH)
      throw new IcalError(
        `The file must not exceed ${MAX_ICS_LENGTH} characters; it has ${text.length}.`,
      );
    const file = scanFile(text);
    const facts = calendarFacts(file.calendar);
    yield;
    return yield* readEvents(file, facts, today);
  } catch (error) {
    if (error instanceof IcalError) return refused([error.message]);
    throw error;
  }
}

function* readEvents(
  file: ScannedFile,
  facts: CalendarFacts,
  today: number,
): Generator<void, FoundCalendar | Refused> {
  const problems: string[] = [];
  const events: FileEvent[] = [];
  for (const event of file.events) {
    keepProblem(problems, () => events.push(readEvent(event, facts.zone)));
    yield;
  }
  if (events.filter(({ rules }) => rules.length > 0).length > MAX_RECURRING)
    throw new IcalError(`It has more than ${MAX_RECURRING} events that recur.`);
  const range = { from: today - DAYS_BACK, to: today + DAYS_AHEAD, today };
  const collection = emptyCollection(range, facts.isOurs);
  for (const event of withoutReplaced(events)) {
    keepProblem(problems, () => collect(collection, event));
    if (collection.entries.size > MAX_COLLECTED)
      throw new IcalError(
        `It makes more than ${MAX_COLLECTED} entries, and a calendar has at most ${MAX_ENTRIES}.`,
      );
    yield;
  }
  if (problems.length > 0) return refused(problems);
  return finished([...collection.entries.values()], facts, noticesOf(collection));
}

/** Files are put right event by event: whoever does it is told of several at once. */
function keepProblem(problems: string[], work: () => void): void {
  if (problems.length >= MAX_PROBLEMS) return;
  try {
    work();
  } catch (error) {
    if (!(error instanceof IcalError)) throw error;
    problems.push(error.message);
  }
}

function finished(
  found: readonly CalendarEntry[],
  { name, description, isOurs, hours }: CalendarFacts,
  notices: readonly string[],
): FoundCalendar | Refused {
  const entries: unknown[] = isOurs ? [...found] : found.toSorted(inTime);
  for (const { position, entry } of hours) entries.splice(position, 0, entry);
  if (entries.length === 0) {
    const why = notices.length === 0 ? "It has no events." : notices.join(" ");
    return refused([`Nothing in the file excludes a day. ${why}`]);
  }
  const result = normalizeEntries(entries);
  if (result.ok) return { ok: true, name, description, entries: result.entries, notices };
  return refused(result.problems.slice(0, MAX_PROBLEMS).map(({ message }) => message));
}

function refused(messages: readonly string[]): Refused {
  return { ok: false, problems: messages.map((message) => ({ pointer: "/ics", message })) };
}

/** Programs write events in any order; people read what comes every week and year first, then the dates. */
function inTime(left: CalendarEntry, right: CalendarEntry): number {
  return timeKey(left) < timeKey(right) ? -1 : 1;
}

function timeKey(entry: CalendarEntry): string {
  switch (entry.kind) {
    case "weekly":
      return "0";
    case "yearly":
      return `1 ${entry.date}`;
    case "date":
      return `2 ${entry.date}`;
    case "hours":
      return "3";
  }
}
