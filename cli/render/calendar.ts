import type { CalendarSummaryView, CalendarView } from "../../lib/contracts/calendar.ts";
import { describeEntry } from "../../lib/domain/calendar/describe.ts";
import type { CalendarEntry } from "../../lib/domain/calendar/types.ts";
import { plain } from "./safe-text.ts";
import type { Style } from "./style.ts";
import { type Column, facts } from "./table.ts";
import { timeText } from "./times.ts";

/** The columns of a list of calendars. */
export function calendarColumns(now: number): readonly Column<CalendarSummaryView>[] {
  return [
    { title: "SLUG", cell: ({ slug }) => slug },
    { title: "NAME", cell: ({ name }) => name, flexible: true },
    { title: "ENTRIES", cell: ({ entryCount }) => String(entryCount) },
    { title: "JOBS", cell: ({ jobCount }) => String(jobCount) },
    { title: "CHANGED", cell: ({ updatedAt }) => timeText(updatedAt, now) },
  ];
}

/** A calendar, the jobs that name it, and what it excludes. */
export function calendarText(calendar: CalendarView, now: number, style: Style): string {
  const about = facts(
    [
      ["Calendar", calendar.name, "strong"],
      ["Slug", calendar.slug],
      ["Description", calendar.description || null],
      ["Jobs", jobWords(calendar)],
      ["Changed", timeText(calendar.updatedAt, now)],
      ["Version", String(calendar.version)],
    ],
    style,
  );
  return `${about}\n${entryLines(calendar.entries)}`;
}

/** Entries in words, one on a line. */
export function entryLines(entries: CalendarView["entries"]): string {
  if (entries.length === 0) return "It excludes nothing.\n";
  return entries
    .map((entry) => {
      const words = describeEntry(entry as CalendarEntry);
      return `${plain(entry.name === undefined ? words : `${words}: ${entry.name}`)}\n`;
    })
    .join("");
}

function jobWords({ jobs, jobCount }: CalendarView): string {
  if (jobCount === 0) return "none";
  const more = jobCount > jobs.length ? ` and ${jobCount - jobs.length} more` : "";
  return `${jobs.map(({ key }) => key).join(", ")}${more}`;
}
