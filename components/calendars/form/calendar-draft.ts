import type { CalendarFindings, CalendarView } from "../../../lib/contracts/calendar.ts";
import { normalizeEntries } from "../../../lib/domain/calendar/normalize.ts";
import type { CalendarEntry } from "../../../lib/domain/calendar/types.ts";
import type { Problem } from "../../../lib/domain/problem.ts";
import { type EntryDraft, entryDraft, entryInput } from "./entry-draft.ts";

/** What the form holds. */
export type CalendarDraft = {
  readonly name: string;
  readonly slug: string;
  readonly description: string;
  readonly entries: readonly EntryDraft[];
};

const SLUG = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** The form's state for a calendar, or for a new one. */
export function calendarDraft(calendar: CalendarView | null): CalendarDraft {
  if (calendar === null) return { name: "", slug: "", description: "", entries: [] };
  const { name, slug, description } = calendar;
  return { name, slug, description, entries: draftsOf(calendar) };
}

/** The form's state after a file's entries were used; what the file calls itself fills what is still empty. */
export function withFound(
  draft: CalendarDraft,
  found: CalendarFindings,
  how: "replace" | "add",
): CalendarDraft {
  return {
    ...draft,
    name: draft.name.trim() === "" ? found.name : draft.name,
    description: draft.description.trim() === "" ? found.description : draft.description,
    entries: how === "replace" ? draftsOf(found) : [...draft.entries, ...draftsOf(found)],
  };
}

/** The body of the call that saves it; the slug is said once, when the calendar is made. */
export function calendarBody(draft: CalendarDraft, isNew: boolean) {
  const { name, slug, description } = draft;
  const called = isNew && slug !== "" ? { slug } : {};
  return { name, description, ...called, entries: draft.entries.map(entryInput) };
}

/** What the form itself finds wrong, by the server's rules and with its pointers. */
export function checkCalendar(draft: CalendarDraft): readonly Problem[] {
  const result = normalizeEntries(draft.entries.map(entryInput));
  return [
    ...(draft.name.trim() === ""
      ? [{ pointer: "/name", message: "Give the calendar a name." }]
      : []),
    ...(draft.slug === "" || SLUG.test(draft.slug)
      ? []
      : [
          {
            pointer: "/slug",
            message: "must be lower-case letters, digits and hyphens, at most 63",
          },
        ]),
    ...(result.ok ? [] : result.problems),
  ];
}

function draftsOf({ entries }: Pick<CalendarFindings, "entries">): readonly EntryDraft[] {
  return (entries as readonly CalendarEntry[]).map(entryDraft);
}
