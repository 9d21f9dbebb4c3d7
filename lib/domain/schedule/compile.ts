import { cronNominalTimes } from "./cron-nominal.ts";
import { parseCron } from "./cron-parse.ts";
import { parseDuration } from "./duration.ts";
import { calendarNominalTimes, exactInterval } from "./interval.ts";
import { MAX_INSTANT, parseMoment } from "./moment.ts";
import { type Bounds, comesTwice, projectSlots, REAL_TIME } from "./project.ts";
import type {
  CompiledSchedule,
  CronSchedule,
  Instant,
  IntervalSchedule,
  OnceSchedule,
  Schedule,
  Slot,
} from "./types.ts";
import { offsetAt, type Zone, zoneOf } from "./zone.ts";

/** Thrown when a stored schedule cannot be read; one that `normalizeSchedule` made always can. */
export class InvalidScheduleError extends Error {
  readonly code = "invalid_schedule";
  override readonly name = "InvalidScheduleError";
}

const CRON_BOUNDS: Bounds = { from: 0, until: Date.UTC(2200, 0, 1) };
const INTERVAL_BOUNDS: Bounds = { from: 0, until: MAX_INSTANT + 1 };

/**
 * Makes a schedule ready for arithmetic: slots by rules S1–S5, X1–X6, D1–D2, Z1–Z5 and I1–I4, inside its own window.
 * `jobId` feeds `H` (X5). Calendars and jitter are not looked at. Throws InvalidScheduleError.
 */
export function compileSchedule(schedule: Schedule, jobId: string): CompiledSchedule {
  switch (schedule.kind) {
    case "cron":
      return compileCron(schedule, jobId);
    case "interval":
      return compileInterval(schedule);
    case "once":
      return compileOnce(schedule);
    case "manual":
      return fewSlots(null);
  }
}

function compileCron(schedule: CronSchedule, jobId: string): CompiledSchedule {
  const parsed = parseCron(schedule.expression, jobId);
  if (!parsed.ok) throw new InvalidScheduleError(parsed.problems.join(" "));
  const rule = parsed.cron.wildcardHour ? REAL_TIME : schedule.dst;
  const bounds = windowOf(schedule, CRON_BOUNDS);
  return projectSlots(cronNominalTimes(parsed.cron), zoneFor(schedule), rule, bounds);
}

function compileInterval(schedule: IntervalSchedule): CompiledSchedule {
  const parsed = parseDuration(schedule.every);
  if (!parsed.ok) throw new InvalidScheduleError(parsed.message);
  const { duration } = parsed;
  const zone = zoneFor(schedule);
  const anchor = instantOf(schedule.anchor);
  const bounds = windowOf(schedule, INTERVAL_BOUNDS);
  if (duration.kind === "exact") {
    return exactInterval(anchor, duration.seconds * 1_000, zone, bounds);
  }
  const local = anchor + offsetAt(zone, anchor);
  const nominal = calendarNominalTimes(local, duration.months, duration.days);
  return projectSlots(nominal, zone, schedule.dst, bounds);
}

function compileOnce(schedule: OnceSchedule): CompiledSchedule {
  const at = instantOf(schedule.at);
  const fold = comesTwice(zoneFor(schedule).spanAt(at), at);
  return fewSlots({ at, notes: fold ? ["dst_fold"] : [], fires: true });
}

function zoneFor({ timeZone }: { readonly timeZone: string }): Zone {
  try {
    return zoneOf(timeZone);
  } catch (cause) {
    const message = `This runtime has no data for the time zone "${timeZone}"; run the version that stored the schedule, or a newer one.`;
    throw new InvalidScheduleError(message, { cause });
  }
}

function windowOf(
  schedule: { readonly startAt: string | null; readonly endAt: string | null },
  widest: Bounds,
): Bounds {
  const { startAt, endAt } = schedule;
  return {
    from: startAt === null ? widest.from : Math.max(widest.from, instantOf(startAt)),
    until: endAt === null ? widest.until : Math.min(widest.until, instantOf(endAt)),
  };
}

function instantOf(text: string): Instant {
  const moment = parseMoment(text);
  if (moment?.kind === "instant") return moment.at;
  throw new InvalidScheduleError(`"${text}" is not an instant in RFC 3339.`);
}

/** A schedule with one slot or none. */
function fewSlots(slot: Slot | null): CompiledSchedule {
  const within = (from: Instant, to: Instant): boolean =>
    slot !== null && from <= slot.at && slot.at < to;
  return {
    next: (after) => (slot && slot.at > after ? slot : null),
    previous: (before) => (slot && slot.at < before ? slot : null),
    between: (from, to, limit) => (slot && limit >= 1 && within(from, to) ? [slot] : []),
    count: (from, to) => (within(from, to) ? 1 : 0),
  };
}
