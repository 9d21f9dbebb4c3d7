"use client";

import { ChevronLeft, ChevronRight } from "lucide-react";
import { useMemo } from "react";
import type { CalendarEntry } from "../../lib/domain/calendar/types.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { Panel } from "../ui/panel.tsx";
import { MonthGrid } from "./month-grid.tsx";
import { yearMonths, yearWords } from "./year-days.ts";

const FIRST_YEAR = 1970;
const LAST_YEAR = 2199;

type Props = {
  readonly entries: readonly CalendarEntry[];
  readonly year: number;
  readonly onYear: (year: number) => void;
  /** Half as many months side by side. */
  readonly narrow?: boolean;
};

/** A year on one sheet, with the days on which jobs do not fire. */
export function YearGlance({ entries, year, onYear, narrow }: Props) {
  const months = useMemo(() => yearMonths(entries, year), [entries, year]);
  const columns = narrow
    ? "grid-cols-2 sm:grid-cols-3 lg:grid-cols-2"
    : "grid-cols-2 sm:grid-cols-3 xl:grid-cols-4";
  return (
    <Panel
      title={
        <span className="flex items-center gap-1">
          <IconButton
            label="Year before"
            disabled={year <= FIRST_YEAR}
            onClick={() => onYear(year - 1)}
          >
            <ChevronLeft aria-hidden />
          </IconButton>
          <span className="tabular-nums">{year}</span>
          <IconButton
            label="Next year"
            disabled={year >= LAST_YEAR}
            onClick={() => onYear(year + 1)}
          >
            <ChevronRight aria-hidden />
          </IconButton>
        </span>
      }
      aside={<Legend words={yearWords(months)} />}
    >
      <div className={`grid items-start gap-x-4 gap-y-5 p-4 ${columns}`}>
        {months.map((month) => (
          <MonthGrid key={month.month} month={month} />
        ))}
      </div>
    </Panel>
  );
}

function Legend({ words }: { readonly words: string }) {
  return (
    <span className="flex flex-wrap items-center justify-end gap-x-3 text-muted text-xs">
      <span aria-live="polite">{words}</span>
      <span aria-hidden className="hidden items-center gap-3 sm:flex">
        <span className="rounded-sm bg-accent-soft px-1 font-semibold text-accent">excluded</span>
        <span className="underline decoration-2 decoration-accent-fill decoration-dotted underline-offset-3">
          hours
        </span>
      </span>
    </span>
  );
}
