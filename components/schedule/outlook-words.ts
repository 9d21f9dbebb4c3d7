import { durationText } from "../../lib/client/format-time.ts";
import type { SimulationView } from "../../lib/contracts/simulation.ts";
import { wallClock } from "./wall-clock.ts";

/** What is worth saying of a simulation beside its next moments; `kind` chooses the picture. */
export type OutlookLine = {
  readonly kind: "runs" | "calendar" | "overlap" | "clock";
  readonly text: string;
};

const MOST_NAMES = 3;

/** A simulation in a few sentences: runs, calendar hits, predicted overlaps, clock changes. */
export function outlookLines(view: SimulationView): readonly OutlookLine[] {
  return [
    { kind: "runs" as const, text: runsText(view) },
    ...calendarText(view).map((text) => ({ kind: "calendar" as const, text })),
    ...overlapText(view).map((text) => ({ kind: "overlap" as const, text })),
    ...clockText(view).map((text) => ({ kind: "clock" as const, text })),
  ];
}

/** The length of a simulation's range: `30 days`, `12 hours`. */
export function rangeText({ from, to }: Pick<SimulationView, "from" | "to">): string {
  const hours = Math.round((Date.parse(to) - Date.parse(from)) / 3_600_000);
  return hours % 24 === 0 && hours > 24 ? `${hours / 24} days` : `${hours} hours`;
}

function runsText({ counts }: SimulationView): string {
  return counts.fires === 0 ? "No runs." : `${counted(counts.fires, "run")}.`;
}

function calendarText({ counts, slots }: SimulationView): string[] {
  const excluded = counts.calendar + counts.window;
  const names = [...new Set(slots.flatMap(({ calendar }) => (calendar ? [calendar.name] : [])))];
  const moved = slots.filter(({ movedFrom }) => movedFrom !== undefined).length;
  const more = names.length > MOST_NAMES ? " …" : "";
  const why = names.length === 0 ? "" : `: ${names.slice(0, MOST_NAMES).join(", ")}${more}`;
  return [
    ...(excluded > 0 ? [`${counted(excluded, "moment")} excluded by calendars${why}.`] : []),
    ...(moved > 0 ? [`${counted(moved, "run")} moved to another day by calendars.`] : []),
  ];
}

function overlapText({ counts: { predicted }, durations }: SimulationView): string[] {
  if (predicted === null || durations === null) return [];
  const said = (of: typeof predicted.typical, ms: number) => {
    const parts = [
      [of.skipped, "skipped"],
      [of.held, "held back"],
      [of.cancelsPrevious, "cancelling the previous run"],
    ] as const;
    const words = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
    return words.length === 0
      ? null
      : `${words.join(", ")} of ${predicted.slots} when runs take ${durationText(ms)}`;
  };
  const typical = said(predicted.typical, durations.p50Ms);
  const slow = said(predicted.slow, durations.p95Ms);
  if (typical !== null) return [`Overlaps, as runs usually go: ${typical}.`];
  return slow === null ? [] : [`Overlaps, if runs are slow: ${slow}.`];
}

function clockText({ nextTransition, slots, counts }: SimulationView): string[] {
  const touched = slots.filter(({ notes }) => notes.length > 0).length;
  const skipped = counts.dstGap;
  const what = [
    ...(touched > 0 ? [`${counted(touched, "run")} touched`] : []),
    ...(skipped > 0 ? [`${counted(skipped, "moment")} skipped`] : []),
  ];
  if (nextTransition === null) return [];
  const { at, offsetBefore, offsetAfter } = nextTransition;
  const { day } = wallClock(localOf(at, offsetAfter), Number.NaN);
  const change = `The clocks change on ${day}, ${offsetBefore} to ${offsetAfter}`;
  return [what.length === 0 ? `${change}.` : `${change}: ${what.join(", ")}.`];
}

/** An instant on a clock so far from UTC: `2026-03-29T03:00:00`. */
function localOf(instant: string, offset: string): string {
  const [, sign = "+", hours = "0", minutes = "0"] = /^([+-])(\d\d):(\d\d)/.exec(offset) ?? [];
  const away = (Number(hours) * 60 + Number(minutes)) * (sign === "-" ? -60_000 : 60_000);
  return new Date(Date.parse(instant) + away).toISOString().slice(0, 19);
}

/** `1 run`, `1,440 runs`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en-GB")} ${noun}${count === 1 ? "" : "s"}`;
}
