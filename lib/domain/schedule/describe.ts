import { civilDate, DAY_MS } from "./civil.ts";
import { type Cron, parseCron } from "./cron-parse.ts";
import { describeDates, monthName } from "./describe-dates.ts";
import { describeTimes } from "./describe-times.ts";
import { capital, counted, joinWords, two } from "./describe-words.ts";
import { type Duration, parseDuration } from "./duration.ts";
import { NO_JOB } from "./hash.ts";
import type { CronSchedule, IntervalSchedule, Schedule } from "./types.ts";
import { offsetAt, zoneOf } from "./zone.ts";

/**
 * A schedule in plain English with its zone, such as `At 02:00, Monday through Friday, Europe/Berlin`. Every word holds by
 * our rules; `jobId` makes `H` concrete.
 */
export function describeSchedule(schedule: Schedule, jobId?: string): string {
  switch (schedule.kind) {
    case "cron":
      return describeCron(schedule, jobId);
    case "interval":
      return describeInterval(schedule);
    case "once":
      return `Once at ${localMinute(schedule.at, schedule.timeZone)}, ${schedule.timeZone}`;
    case "manual":
      return "Only by hand";
  }
}

function describeCron(schedule: CronSchedule, jobId: string | undefined): string {
  const parsed = parseCron(schedule.expression, jobId ?? NO_JOB);
  if (!parsed.ok) return schedule.expression;
  const words = [...cronWords(parsed.cron, schedule, jobId), ...windowWords(schedule)];
  return [...words, schedule.timeZone].join(", ");
}

function cronWords(cron: Cron, schedule: CronSchedule, jobId: string | undefined): string[] {
  if (cron.usesHash && jobId === undefined) {
    return [`By ${schedule.expression}, each job at times of its own for H`];
  }
  const times = describeTimes(cron);
  const dates = describeDates(cron.dates);
  if (dates.length === 0 && times.startsWith("at ") && !times.includes("every")) {
    return [`${capital(times)} every day`];
  }
  return [capital(times), ...dates];
}

function describeInterval(schedule: IntervalSchedule): string {
  const parsed = parseDuration(schedule.every);
  if (!parsed.ok) return schedule.every;
  const { duration } = parsed;
  const words = [`Every ${durationWords(duration)}`];
  if (duration.kind === "calendar") {
    words[0] += ` from ${localMinute(schedule.anchor, schedule.timeZone)}`;
  }
  words.push(...windowWords(schedule));
  return [...words, ...(duration.kind === "calendar" ? [schedule.timeZone] : [])].join(", ");
}

function durationWords(duration: Duration): string {
  const parts =
    duration.kind === "calendar"
      ? ([
          [Math.floor(duration.months / 12), "year"],
          [duration.months % 12, "month"],
          [duration.days, "day"],
        ] as const)
      : ([
          [Math.floor(duration.seconds / 3_600), "hour"],
          [Math.floor(duration.seconds / 60) % 60, "minute"],
          [duration.seconds % 60, "second"],
        ] as const);
  const present = parts.filter(([count]) => count > 0);
  const only = present.length === 1 ? present[0] : undefined;
  if (only && only[0] === 1) return only[1];
  return joinWords(present.map(([count, unit]) => counted(count, unit)));
}

function windowWords(schedule: CronSchedule | IntervalSchedule): string[] {
  const { startAt, endAt, timeZone } = schedule;
  const from = startAt === null ? [] : [`from ${localMinute(startAt, timeZone)}`];
  const until = endAt === null ? [] : [`until ${localMinute(endAt, timeZone)}`];
  const words = [...from, ...until].join(" ");
  return words === "" ? [] : [words];
}

/** `24 December 2026 18:00`, with seconds only where there are any. */
function localMinute(instant: string, timeZone: string): string {
  const at = Date.parse(instant);
  const local = at + offsetAt(zoneOf(timeZone), at);
  const { year, month, day } = civilDate(Math.floor(local / DAY_MS));
  const second = Math.floor(local / 1_000) - Math.floor(local / DAY_MS) * 86_400;
  const seconds = second % 60 === 0 ? "" : `:${two(second % 60)}`;
  const time = `${two(Math.floor(second / 3_600))}:${two(Math.floor(second / 60) % 60)}${seconds}`;
  return `${day} ${monthName(month)} ${year} ${time}`;
}
