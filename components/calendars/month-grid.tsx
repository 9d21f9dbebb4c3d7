import { clsx } from "clsx";
import type { YearDay, YearMonth } from "./year-days.ts";

const WEEK = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
const LOOKS: { readonly [S in YearDay["state"]]: string } = {
  open: "text-muted",
  hours:
    "text-ink underline decoration-2 decoration-accent-fill decoration-dotted underline-offset-3",
  closed: "rounded-sm bg-accent-soft font-semibold text-accent",
};

/** A month as a sheet, Monday first. */
export function MonthGrid({ month }: { readonly month: YearMonth }) {
  return (
    <table className="w-full table-fixed border-separate border-spacing-0.5 text-center text-2xs tabular-nums">
      <caption className="pb-1 pl-1 text-left font-medium text-ink text-xs">{month.name}</caption>
      <thead>
        <tr>
          {WEEK.map((day) => (
            <th key={day} scope="col" className="font-normal text-faint">
              {day}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeksOf(month).map((week) => (
          <tr key={week.at}>
            {week.days.map((day, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a place in the week is the day's identity
              <Day key={place} day={day} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Day({ day }: { readonly day: YearDay | null }) {
  if (day === null) return <td aria-hidden />;
  if (day.state === "open") return <td className={clsx("h-5", LOOKS.open)}>{day.day}</td>;
  return (
    <td data-tip={day.name} className={clsx("h-5", LOOKS[day.state])}>
      {day.day}
      <span className="sr-only">
        {day.state === "closed" ? " excluded: " : " only some hours: "}
        {day.name}
      </span>
    </td>
  );
}

function weeksOf({ blanks, days }: YearMonth) {
  const places: (YearDay | null)[] = [...Array.from({ length: blanks }, () => null), ...days];
  return Array.from({ length: Math.ceil(places.length / 7) }, (_, at) => ({
    at,
    days: Array.from({ length: 7 }, (_none, place) => places[at * 7 + place] ?? null),
  }));
}
