import type { CronSchedule, DstPolicy, Instant, IntervalSchedule, Slot } from "../types.ts";
import { anyCron, datesCron, type Focus } from "./cron-models.ts";
import { dayAt } from "./days.ts";
import { calendarSlots, type Every, exactSlots } from "./interval-reference.ts";
import { type Random, randomOf } from "./random.ts";
import { type CronModel, cronSlots } from "./reference.ts";
import { cronSchedule, intervalSchedule } from "./schedules.ts";
import { checkReading, readClock, type WallClock } from "./wall-clock.ts";

/** A schedule, some instants, and the slots the reference finds among them. */
export type Case = {
  readonly schedule: CronSchedule | IntervalSchedule;
  readonly jobId: string;
  readonly from: Instant;
  readonly to: Instant;
  readonly slots: readonly Slot[];
};

const SECOND = 1_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;
const YEAR = 366 * DAY;
/** S1. */
const END_OF_CRON = Date.UTC(2200, 0, 1);
const END_OF_TIME = Date.UTC(9999, 11, 31, 23, 59, 59, 999) + 1;

/** Every zone of the runtime, and some of the old names people still use. */
const ZONES: readonly string[] = [
  ...Intl.supportedValuesOf("timeZone"),
  "Asia/Calcutta",
  "Asia/Katmandu",
  "America/Buenos_Aires",
  "Europe/Kiev",
  "GMT",
  "US/Eastern",
];

/** Zones whose clocks do, or did, something out of the ordinary. */
export const RESTLESS = [
  "Africa/Cairo",
  "Africa/Casablanca",
  "Africa/Monrovia",
  "America/Asuncion",
  "America/Boa_Vista",
  "America/Havana",
  "America/New_York",
  "America/Nuuk",
  "America/Santiago",
  "America/Sao_Paulo",
  "America/St_Johns",
  "America/Vancouver",
  "Antarctica/Casey",
  "Antarctica/Troll",
  "Asia/Amman",
  "Asia/Gaza",
  "Asia/Pyongyang",
  "Asia/Tehran",
  "Atlantic/Azores",
  "Australia/Lord_Howe",
  "Europe/Berlin",
  "Europe/Dublin",
  "Europe/Lisbon",
  "Europe/London",
  "Europe/Moscow",
  "Pacific/Apia",
  "Pacific/Chatham",
  "Pacific/Easter",
  "Pacific/Kwajalein",
  "Pacific/Norfolk",
] as const;

/** Case number `index` of a seed. Throws when the reference itself is at odds with Temporal. */
export function makeCase(seed: number, index: number): Case {
  const random = randomOf(seed, index);
  const timeZone = random.pick(random.oneIn(3) ? ZONES : RESTLESS);
  const dst: DstPolicy = {
    gap: random.pick(["next", "shift", "skip"]),
    fold: random.pick(["first", "second", "both"]),
  };
  const zoned: Zoned = { timeZone, dst, ...randomMoment(timeZone, random) };
  const kind = random.int(1, 10);
  if (kind <= 5) return denseCron(zoned, random);
  if (kind <= 7) return sparseCron(zoned, random);
  return interval(zoned, kind === 8 ? exactEvery(random) : calendarEvery(random), random);
}

/** `focus` is what the slots should be about, `near` a little before or after it. */
type Zoned = {
  readonly timeZone: string;
  readonly dst: DstPolicy;
  readonly near: Instant;
  readonly focus: Instant;
};

/** Close to a clock change of the zone, to the end of a month or a year, or anywhere. */
function randomMoment(timeZone: string, random: Random): { near: Instant; focus: Instant } {
  const end = random.oneIn(3) ? END_OF_CRON : Date.UTC(2040, 0, 1);
  const anywhere = random.int(-DAY, end);
  const off = random.int(-50 * HOUR, 10 * HOUR);
  switch (random.int(0, 9)) {
    case 0:
      return { near: anywhere, focus: anywhere + random.int(0, 30 * HOUR) };
    case 1: {
      const { year, month } = dayAt(Math.floor(anywhere / DAY));
      const turn = random.oneIn(4)
        ? random.pick([0, END_OF_CRON])
        : Date.UTC(year, random.pick([0, 1, 2, month]), 1);
      return { near: turn + off, focus: turn + random.int(-20 * HOUR, 10 * HOUR) };
    }
    default: {
      const change = changeAfter(anywhere, timeZone);
      const hour = random.int(-HOUR, HOUR);
      return { near: change + (random.oneIn(2) ? off : hour), focus: change + hour };
    }
  }
}

function changeAfter(at: Instant, timeZone: string): Instant {
  const time = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  const change = time.getTimeZoneTransition("next") ?? time.getTimeZoneTransition("previous");
  return change?.epochMilliseconds ?? at;
}

/** Hours of an expression with anything in it, second by second. */
function denseCron({ near, focus, ...zoned }: Zoned, random: Random): Case {
  const jobId = randomId(random);
  const clock = readClock(zoned.timeZone, near - 3 * DAY, near + 3 * DAY);
  const model = anyCron(focusOf(focus, clock), random, jobId);
  const perDay = model.hours.length * model.minutes.length * model.seconds.length;
  const secondly = model.wildcardHour && model.seconds.join() !== "0";
  const longest = secondly ? 2 * HOUR : 60 * HOUR;
  const length = Math.min(longest, Math.max(HOUR / 2, (1_500 / perDay) * DAY));
  // Where only a short while is looked at, it should be the one with the change.
  const from = length < 30 * HOUR ? focus - random.int(0, Math.round(length)) : near;
  return cronCase(model, { ...zoned, from }, clock, Math.round(length), jobId, random);
}

/** Up to all years there are of an expression with few times on few days. */
function sparseCron({ near, focus, ...zoned }: Zoned, random: Random): Case {
  const jobId = randomId(random);
  const around = focusOf(focus, readClock(zoned.timeZone, focus, focus));
  const model = datesCron(around, random, jobId);
  const years = random.oneIn(20) ? 231 : random.pick([1, 2, 5, 12]);
  const perDay = model.hours.length * model.minutes.length * model.seconds.length;
  const share = daysIn(model, near);
  const most = Math.ceil((2_000 / Math.max(1, perDay * share * 366)) * YEAR);
  const length = Math.min(years * YEAR, most);
  const from = years === 231 && length > 200 * YEAR ? -DAY : near - random.int(0, length);
  const clock = readClock(zoned.timeZone, from, from + length);
  return cronCase(model, { ...zoned, from }, clock, length, jobId, random);
}

/** The part of a year's days a model matches, seen on some days. */
function daysIn(model: CronModel, near: Instant): number {
  const first = Math.floor(near / DAY);
  const days = Array.from({ length: 200 }, (_, i) => dayAt(first + 3 * i));
  return days.filter(model.matchesDate).length / days.length;
}

function cronCase(
  model: CronModel,
  { timeZone, dst, from }: Pick<Zoned, "timeZone" | "dst"> & { readonly from: Instant },
  clock: WallClock,
  length: number,
  jobId: string,
  random: Random,
): Case {
  const to = from + length;
  checkReading(clock, from + random.int(0, length) + clock.offsetAt(from));
  const window = randomWindow(from, to, random);
  const low = Math.max(from, 0, window.from);
  const high = Math.min(to, END_OF_CRON, window.to);
  const schedule = cronSchedule(model.text, timeZone, { dst, ...textOf(window) });
  return { schedule, jobId, from, to, slots: cronSlots(model, clock, dst, low, high) };
}

function interval({ timeZone, dst, near, focus }: Zoned, every: Every, random: Random): Case {
  const anchor = randomAnchor(timeZone, focus, every, random);
  const from = near + (random.oneIn(20) ? random.int(0, 7_000) * YEAR : 0);
  const to = Math.min(
    END_OF_TIME + DAY,
    from + every.aboutMs * random.int(1, 200) + (every.kind === "exact" ? 0 : 2 * DAY),
  );
  const window = randomWindow(from, to, random);
  const low = Math.max(from, 0, window.from);
  const high = Math.min(to, END_OF_TIME, window.to);
  const find = every.kind === "exact" ? exactSlots : calendarSlots;
  const rest = { timeZone, dst, ...textOf(window) };
  const schedule = intervalSchedule(every.text, new Date(anchor).toISOString(), rest);
  const slots = find(every, { timeZone, dst, anchor }, low, high);
  return { schedule, jobId: randomId(random), from, to, slots };
}

/** Mostly an instant whose local time of day is that of the focus, so that the interval runs into it. */
function randomAnchor(timeZone: string, focus: Instant, every: Every, random: Random): Instant {
  if (random.oneIn(4)) return focus + random.int(-60 * YEAR, 60 * YEAR);
  const before = readClock(timeZone, focus, focus).offsetAt(focus - 2 * HOUR);
  const days = Math.round(every.aboutMs / DAY) * random.int(-20, 5);
  const local = focus + before + days * DAY;
  const anchor = local - readClock(timeZone, local, local).offsetAt(local - before);
  return anchor - (random.oneIn(3) ? 0 : modulo(anchor, SECOND));
}

function modulo(a: number, n: number): number {
  return ((a % n) + n) % n;
}

function exactEvery(random: Random): Every {
  const [d, h, m, s] = [random.int(0, 9), random.int(0, 30), random.int(0, 90), random.int(1, 90)];
  const text = random.pick([
    `${s}s`,
    `${m}m${s}s`,
    `${h}h${m}m${s}s`,
    `${d}d${h}h${s}s`,
    `P${d}DT${h}H${s}S`,
    `PT${s}S`,
  ]);
  const has = (unit: string, count: number): number =>
    text.toLowerCase().includes(unit) ? count : 0;
  // The D of P…DT and the M of a month cannot be confused: no text here has months.
  const total = has("d", d) * 86_400 + has("h", h) * 3_600 + has("m", m) * 60 + s;
  return { kind: "exact", text, aboutMs: total * SECOND };
}

function calendarEvery(random: Random): Every {
  if (random.oneIn(3)) {
    const length = { years: 0, months: 0, weeks: 0, days: 1 };
    return { kind: "calendar", text: random.pick(["1d", "P1D"]), length, aboutMs: DAY };
  }
  const years = random.oneIn(4) ? random.int(1, 4) : 0;
  const months = random.oneIn(2) ? random.int(1, 14) : 0;
  const weeks = random.oneIn(4) ? random.int(1, 5) : 0;
  const days = years + months + weeks === 0 || random.oneIn(4) ? random.int(1, 40) : 0;
  const write = (unit: string, count: number): string => (count > 0 ? `${count}${unit}` : "");
  const text = random.oneIn(3)
    ? `P${write("Y", years)}${write("M", months)}${write("W", weeks)}${write("D", days)}`
    : `${write("y", years)}${write("mo", months)}${write("w", weeks)}${write("d", days)}`;
  const length = { years, months, weeks, days };
  const aboutMs = (years * 365 + months * 30 + weeks * 7 + days) * DAY;
  return { kind: "calendar", text, length, aboutMs };
}

type Window = { readonly from: Instant; readonly to: Instant };

function randomWindow(from: Instant, to: Instant, random: Random): Window {
  const inside = (): Instant => random.int(Math.max(0, from), Math.max(0, to));
  const start = random.oneIn(8) ? inside() : -Infinity;
  const end = random.oneIn(8) ? inside() : Infinity;
  return start < end ? { from: start, to: end } : { from: -Infinity, to: Infinity };
}

function textOf({ from, to }: Window): { startAt: string | null; endAt: string | null } {
  return {
    startAt: from === -Infinity ? null : new Date(from).toISOString(),
    endAt: to === Infinity ? null : new Date(to).toISOString(),
  };
}

function focusOf(at: Instant, clock: WallClock): Focus {
  const local = at + clock.offsetAt(at);
  const day = dayAt(Math.floor(local / DAY));
  const year = Math.min(2199, Math.max(1970, day.year));
  return { ...day, year, hour: Math.floor(modulo(local, DAY) / HOUR) };
}

function randomId(random: Random): string {
  const hex = (length: number): string =>
    Array.from({ length }, () => random.int(0, 15).toString(16)).join("");
  return [8, 4, 4, 4, 12].map(hex).join("-");
}
