import type { CompiledCalendars } from "../calendar/types.ts";
import { type BaseSchedule, withoutCalendars } from "./base.ts";
import { cronNominalTimes } from "./cron-nominal.ts";
import { parseCron } from "./cron-parse.ts";
import { parseDuration } from "./duration.ts";
import { calendarNominalTimes, exactInterval } from "./interval.ts";
import { judgedSlots } from "./judge.ts";
import { MAX_INSTANT, parseMoment } from "./moment.ts";
import { movedSlots } from "./move.ts";
import { type Bounds, type ClockRule, comesTwice, projectSlots, REAL_TIME } from "./project.ts";
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
 * `jobId` feeds `H` (X5). `calendars` are the compiled ones of `schedule.calendars` in that order and judge the slots (K1);
 * without them, as where only S6 is asked, every calendar allows everything. Jitter is not looked at. Throws
 * InvalidScheduleError.
 */
export function compileSchedule(
  schedule: Schedule,
  jobId: string,
  calendars?: CompiledCalendars | null,
): CompiledSchedule {
  switch (schedule.kind) {
    case "cron":
      return judged(compileCron(schedule, jobId), schedule, calendars);
    case "interval":
      return judged(compileInterval(schedule), schedule, calendars);
    case "once":
      return withoutCalendars(compileOnce(schedule));
    case "manual":
      return withoutCalendars(fewSlots(null));
  }
}

type Base = {
  readonly slots: BaseSchedule;
  readonly zone: Zone;
  readonly rule: ClockRule;
  readonly bounds: Bounds;
};

function judged(
  { slots, zone, rule, bounds }: Base,
  schedule: CronSchedule | IntervalSchedule,
  calendars: CompiledCalendars | null | undefined,
): CompiledSchedule {
  if (!calendars || schedule.calendars.length === 0) return withoutCalendars(slots);
  return schedule.onExcluded === "move"
    ? movedSlots(slots, zone, rule, bounds, calendars)
    : judgedSlots(slots, zone, calendars);
}

function compileCron(schedule: CronSchedule, jobId: string): Base {
  const parsed = parseCron(schedule.expression, jobId);
  if (!parsed.ok) throw new InvalidScheduleError(parsed.problems.join(" "));
  const rule = parsed.cron.wildcardHour ? REAL_TIME : schedule.dst;
  const bounds = windowOf(schedule, CRON_BOUNDS);
  const zone = zoneFor(schedule);
  return {
    slots: projectSlots(cronNominalTimes(parsed.cron), zone, rule, bounds),
    zone,
    rule,
    bounds,
  };
}

function compileInterval(schedule: IntervalSchedule): Base {
  const parsed = parseDuration(schedule.every);
  if (!parsed.ok) throw new InvalidScheduleError(parsed.message);
  const { duration } = parsed;
  const zone = zoneFor(schedule);
  const anchor = instantOf(schedule.anchor);
  const bounds = windowOf(schedule, INTERVAL_BOUNDS);
  if (duration.kind === "exact") {
    const everyMs = duration.seconds * 1_000;
    return {
      slots: exactInterval(anchor, everyMs, zone, bounds),
      zone,
      rule: schedule.dst,
      bounds,
    };
  }
  const local = anchor + offsetAt(zone, anchor);
  const nominal = calendarNominalTimes(local, duration.months, duration.days);
  return {
    slots: projectSlots(nominal, zone, schedule.dst, bounds),
    zone,
    rule: schedule.dst,
    bounds,
  };
}

function compileOnce(schedule: OnceSchedule): BaseSchedule {
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
function fewSlots(slot: Slot | null): BaseSchedule {
  const within = (from: Instant, to: Instant): boolean =>
    slot !== null && from <= slot.at && slot.at < to;
  return {
    next: (after) => (slot && slot.at > after ? slot : null),
    previous: (before) => (slot && slot.at < before ? slot : null),
    between: (from, to, limit) => (slot && limit >= 1 && within(from, to) ? [slot] : []),
    count: (from, to) => (within(from, to) ? 1 : 0),
    gaps: () => [],
    likeness: () => 0,
  };
}
