import { type Bits, hasBit } from "./bits.ts";
import type { Cron } from "./cron-parse.ts";
import { evenStep, everyUnit, joinWords, nameValues, runsOf, two } from "./describe-words.ts";

const MAX_LISTED_TIMES = 6;

type Times = {
  readonly hours: readonly number[];
  readonly minutes: readonly number[];
  readonly seconds: readonly number[];
};

/** The times of day of a cron expression in words, such as `at 02:00` or `every 15 minutes`. */
export function describeTimes(cron: Cron): string {
  const times: Times = {
    hours: members(cron.hours, 24),
    minutes: members(cron.minutes, 60),
    seconds: members(cron.seconds, 60),
  };
  return listedTimes(times) ?? steadyTimes(times) ?? fieldTimes(times);
}

function members(bits: Bits, size: number): number[] {
  return Array.from({ length: size }, (_, i) => i).filter((i) => hasBit(bits, i));
}

/** `at 02:00 and 14:30`, when there are few. */
function listedTimes({ hours, minutes, seconds }: Times): string | null {
  if (hours.length * minutes.length * seconds.length > MAX_LISTED_TIMES) return null;
  const all = hours.flatMap((h) => minutes.flatMap((m) => seconds.map((s) => clock(h, m, s))));
  return `at ${joinWords(all)}`;
}

/** `every 15 minutes from 09:00 through 17:45`, when that is exactly what happens; else null. */
function steadyTimes(times: Times): string | null {
  const { hours, minutes, seconds } = times;
  const rhythm = rhythmOf(times);
  if (rhythm === null) return null;
  if (hours.length === 24) return rhythm;
  const runs = runsOf(hours);
  if (runs.length > 2) return null;
  const spans = runs.map(([from, to]) => {
    const start = clock(from, minutes[0] ?? 0, seconds[0] ?? 0);
    return `from ${start} through ${clock(to, minutes.at(-1) ?? 0, seconds.at(-1) ?? 0)}`;
  });
  return `${rhythm} ${joinWords(spans)}`;
}

/** What repeats inside each named hour, as a phrase that also holds across neighbouring hours. */
function rhythmOf({ hours, minutes, seconds }: Times): string | null {
  if (minutes.length === 60) return rhythmOfSeconds(seconds);
  if (seconds.length !== 1 || seconds[0] !== 0) return null;
  const step = evenStep(minutes, 60);
  if (step !== null && step < 60) return everyUnit(step, "minute");
  if (minutes.length !== 1) return null;
  if (hours.length < 24 || step === 60) return "every hour";
  return `at ${two(minutes[0] ?? 0)} minutes past every hour`;
}

function rhythmOfSeconds(seconds: readonly number[]): string | null {
  const step = evenStep(seconds, 60);
  if (step === 60) return "every minute";
  if (step !== null) return everyUnit(step, "second");
  return seconds.length === 1 ? `every minute at second ${seconds[0]}` : null;
}

/** Field by field, for everything without a nicer name. */
function fieldTimes({ hours, minutes, seconds }: Times): string {
  const every = evenStep(hours, 24);
  const parts: string[] = [];
  if (seconds.length !== 1 || seconds[0] !== 0) parts.push(fieldWords("second", seconds, 60));
  if (parts.length === 0 || minutes.length < 60) parts.push(fieldWords("minute", minutes, 60));
  const text = parts.join(" of ");
  if (hours.length === 24) return `${text} of every hour`;
  if (every !== null && minutes.length === 1 && minutes[0] === 0 && seconds.length === 1) {
    return `every ${every} hours`;
  }
  return `${text} of hours ${nameValues(hours, two)}`;
}

function fieldWords(unit: string, values: readonly number[], size: number): string {
  if (values.length === size) return `every ${unit}`;
  return `${unit}${values.length === 1 ? "" : "s"} ${nameValues(values, String)}`;
}

function clock(hour: number, minute: number, second: number): string {
  return `${two(hour)}:${two(minute)}${second === 0 ? "" : `:${two(second)}`}`;
}
