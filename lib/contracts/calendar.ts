import { z } from "zod";
import { normalizeEntries } from "../domain/calendar/normalize.ts";
import { MAX_ICS_LENGTH } from "../domain/ical/limits.ts";
import { isObject, member } from "../domain/json.ts";
import type { Problem } from "../domain/problem.ts";
import {
  author,
  booleanText,
  id,
  instant,
  pageOf,
  pageQuery,
  projectInput,
  slug,
  title,
} from "./common.ts";

const weekday = z.enum(["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"]);
const weekdays = z.array(weekday).min(1);
const name = z.string().optional();
const timeOfDay = z.string().meta({ examples: ["08:00"] });

/** What a calendar excludes: a date or several, a date of every year, days of every week, or the hours outside some. */
export const calendarEntry = z
  .discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("date"),
      date: z.string().meta({ examples: ["2026-12-25"] }),
      /** The last day, which belongs to it. */
      until: z.string().optional(),
      name,
    }),
    z.strictObject({
      kind: z.literal("yearly"),
      date: z.string().meta({ examples: ["12-25"] }),
      name,
    }),
    z.strictObject({ kind: z.literal("weekly"), days: weekdays, name }),
    z.strictObject({
      kind: z.literal("hours"),
      from: timeOfDay,
      to: timeOfDay,
      days: weekdays.optional(),
      name,
    }),
  ])
  .meta({ id: "CalendarEntry" });

/** Entries as people send them; the domain reads them and tells every fault at its own pointer. */
const entriesInput = z.array(z.unknown()).meta({
  override: { type: "array", items: { $ref: "#/components/schemas/CalendarEntry" } },
});

/** An iCalendar file (RFC 5545) instead of entries. */
const ics = z.string().min(1, "must not be empty").max(MAX_ICS_LENGTH);
const description = z.string().max(5000);

const ONE_SOURCE = "takes entries or ics, not both";

/** `name` may be absent where the file has one. */
export const calendarCreate = z
  .strictObject({
    project: projectInput,
    name: title(200).optional(),
    slug: slug.nullable().optional(),
    description: description.nullable().optional(),
    entries: entriesInput.optional(),
    ics: ics.optional(),
  })
  .refine(({ entries, ics }) => entries === undefined || ics === undefined, ONE_SOURCE)
  .refine(
    ({ entries, ics }) => entries !== undefined || ics !== undefined,
    "needs entries, or ics with an iCalendar file",
  );
export type CalendarCreate = z.infer<typeof calendarCreate>;

/** A merge patch (RFC 7396) in which `entries` are replaced whole, also by what `ics` holds. */
export const calendarPatch = z
  .strictObject({
    name: title(200).optional(),
    description: description.nullable().optional(),
    entries: entriesInput.optional(),
    ics: ics.optional(),
  })
  .refine(({ entries, ics }) => entries === undefined || ics === undefined, ONE_SOURCE);
export type CalendarPatch = z.infer<typeof calendarPatch>;

/** Faults of the entries of a body that is refused for something else. */
export function entryProblems(body: unknown): readonly Problem[] {
  const entries = isObject(body) ? member(body, "entries") : undefined;
  if (!Array.isArray(entries)) return [];
  const result = normalizeEntries(entries);
  return result.ok ? [] : result.problems;
}

export const calendarQuery = z.strictObject({ project: projectInput });
export const calendarCreateQuery = z.strictObject({
  project: projectInput,
  dryRun: booleanText.optional(),
});
export const calendarListQuery = z.strictObject({
  ...pageQuery,
  project: projectInput,
  q: z.string().max(200).optional(),
});
export type CalendarListQuery = z.infer<typeof calendarListQuery>;

const summary = {
  id,
  project: z.string(),
  slug: z.string(),
  name: z.string(),
  description: z.string(),
  entryCount: z.int(),
  /** Jobs whose schedule names it. */
  jobCount: z.int(),
  version: z.int(),
  createdBy: author,
  createdAt: instant,
  updatedAt: instant,
};

/** A calendar in a list. */
export const calendarSummaryView = z.strictObject(summary).meta({ id: "CalendarSummary" });
export type CalendarSummaryView = z.infer<typeof calendarSummaryView>;
export const calendarPage = pageOf(calendarSummaryView);

/** A calendar; `version` is the ETag. `jobs` are those whose schedule names it, by name, at most 100. */
export const calendarView = z
  .strictObject({
    ...summary,
    entries: z.array(calendarEntry),
    jobs: z.array(z.strictObject({ id, key: z.string(), name: z.string() })),
  })
  .meta({ id: "Calendar" });
export type CalendarView = z.infer<typeof calendarView>;

/** What a file or a list of entries would become; nothing is stored. */
export const calendarFindings = z
  .strictObject({
    name: z.string(),
    description: z.string(),
    entries: z.array(calendarEntry),
    /** What was left out of a file, or taken otherwise than it stands there, in sentences. */
    notices: z.array(z.string()),
  })
  .meta({ id: "CalendarFindings" });
export type CalendarFindings = z.infer<typeof calendarFindings>;
