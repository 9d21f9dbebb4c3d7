import { CalendarDays, CalendarSync, Clock, type LucideIcon, Repeat } from "lucide-react";
import { describeEntry } from "../../lib/domain/calendar/describe.ts";
import type { CalendarEntry } from "../../lib/domain/calendar/types.ts";

export const KIND_LOOKS: {
  readonly [K in CalendarEntry["kind"]]: { readonly icon: LucideIcon; readonly word: string };
} = {
  date: { icon: CalendarDays, word: "Date" },
  yearly: { icon: CalendarSync, word: "Every year" },
  weekly: { icon: Repeat, word: "Every week" },
  hours: { icon: Clock, word: "Hours" },
};

/** An entry in words: its name and what it excludes. */
export function EntryLine({ entry }: { readonly entry: CalendarEntry }) {
  const { icon: Icon, word } = KIND_LOOKS[entry.kind];
  const words = describeEntry(entry);
  return (
    <span className="flex min-w-0 items-center gap-2.5">
      <Icon aria-label={word} className="size-4 shrink-0 text-muted" />
      <span className="min-w-0 text-sm">
        {entry.name === undefined ? (
          <span className="inline-block first-letter:uppercase">{words}</span>
        ) : (
          <>
            <span className="break-words font-medium">{entry.name}</span>{" "}
            <span className="text-muted">{words}</span>
          </>
        )}
      </span>
    </span>
  );
}
