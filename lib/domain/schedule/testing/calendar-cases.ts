import fc from "fast-check";
import type { Calendar, CalendarEntry, Weekday } from "../../calendar/types.ts";
import type { CronSchedule, DstPolicy, Instant, IntervalSchedule } from "../types.ts";
import { cronSchedule, intervalSchedule } from "./schedules.ts";

const DAY = 86_400_000;

/** Zones whose clocks do what is hardest for dates: whole dates, half hours, midnights. */
const ZONES = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Australia/Lord_Howe",
  "America/Santiago",
  "Africa/Cairo",
  "Africa/Casablanca",
  "Pacific/Apia",
  "Pacific/Kwajalein",
  "Pacific/Kiritimati",
  "America/Havana",
  "America/Sao_Paulo",
  "America/Asuncion",
  "Asia/Beirut",
  "Asia/Gaza",
  "Asia/Tehran",
  "America/St_Johns",
  "Antarctica/Troll",
] as const;

const CRONS = [
  "*/30 * * * *",
  "0 */6 * * *",
  "15 * * * *",
  "0 0 * * *",
  "30 0,23 * * *",
  "30 2 * * *",
  "*/20 1-3 * * *",
  "0,45 2 * * 0,6",
  "7 23,0,1 * * FRI-MON",
  "0 0,12 1,15 * *",
  "59 23 L * *",
] as const;

const INTERVALS = ["7h", "90m", "37m", "1d", "2d", "1w", "1mo", "25h"] as const;

const WEEKDAYS: readonly Weekday[] = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"];

const dst: fc.Arbitrary<DstPolicy> = fc.record({
  gap: fc.constantFrom("next", "shift", "skip"),
  fold: fc.constantFrom("first", "second", "both"),
});

const weekdays = fc.subarray([...WEEKDAYS], { minLength: 1 });

const isoDate = (at: Instant): string => new Date(at).toISOString().slice(0, 10);

const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom("00", "15", "30", "59"))
  .map(([hour, minute]) => `${String(hour).padStart(2, "0")}:${minute}`);

function entry(around: Instant): fc.Arbitrary<CalendarEntry> {
  const day = fc.integer({ min: -36, max: 12 }).map((days) => around + days * DAY);
  const length = fc.oneof(
    fc.constant(0),
    fc.integer({ min: 0, max: 3 }),
    fc.integer({ min: 0, max: 45 }),
  );
  return fc.oneof(
    fc.tuple(day, length).map(
      ([from, days]): CalendarEntry => ({
        kind: "date",
        date: isoDate(from),
        ...(days === 0 ? {} : { until: isoDate(from + days * DAY) }),
      }),
    ),
    day.map((at): CalendarEntry => ({ kind: "yearly", date: isoDate(at).slice(5) })),
    weekdays.map((days): CalendarEntry => ({ kind: "weekly", days })),
    fc
      .tuple(time, fc.oneof(time, fc.constant("24:00")), fc.option(weekdays, { nil: undefined }))
      .filter(([from, to]) => from !== to)
      .map(
        ([from, to, days]): CalendarEntry => ({
          kind: "hours",
          from,
          to,
          ...(days ? { days } : {}),
        }),
      ),
  );
}

/** One to three calendars whose entries lie around an instant. */
export function calendarsAround(around: Instant): fc.Arbitrary<Calendar[]> {
  return fc
    .array(fc.array(entry(around), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 })
    .map((lists) =>
      lists.map((entries, index) => ({ slug: `c${index}`, name: `Calendar ${index}`, entries })),
    );
}

export type CalendarCase = {
  readonly schedule: CronSchedule | IntervalSchedule;
  readonly calendars: readonly Calendar[];
  readonly from: Instant;
  readonly to: Instant;
};

/** A schedule, its calendars, and some days to look at, mostly around a clock change. */
export const calendarCase: fc.Arbitrary<CalendarCase> = fc
  .tuple(
    fc.constantFrom(...ZONES),
    fc.integer({ min: 1, max: 4_200_000 }),
    fc.integer({ min: -40 * 24, max: 4 * 24 }),
    fc.integer({ min: 1, max: 12 * 24 }),
  )
  .chain(([timeZone, kiloseconds, hours, length]) => {
    const from = Math.max(0, nextChange(kiloseconds * 1_000_000, timeZone) + hours * 3_600_000);
    const to = from + length * 3_600_000;
    return fc
      .record({
        schedule: scheduleIn(timeZone, from),
        calendars: calendarsAround(to),
        endAt: fc.option(fc.integer({ min: 0, max: 60 * 24 }), { nil: null, freq: 3 }),
        startAt: fc.option(fc.integer({ min: -40 * 24, max: 24 }), { nil: null, freq: 3 }),
      })
      .map(({ schedule, calendars, startAt, endAt }) => ({
        schedule: {
          ...schedule,
          calendars: calendars.map(({ slug }) => slug),
          startAt: startAt === null ? null : instant(from + startAt * 3_600_000),
          endAt: endAt === null ? null : instant(from + endAt * 3_600_000),
        },
        calendars,
        from,
        to,
      }));
  });

/** A schedule at the very times a forward change removes, which a calendar moves there from the dates before. */
export const gapCase: fc.Arbitrary<CalendarCase> = fc
  .tuple(fc.constantFrom(...ZONES.slice(1)), fc.integer({ min: 1, max: 4_200_000 }), dst)
  .chain(([timeZone, kiloseconds, policy]) => {
    const { at, gap } = nextGap(kiloseconds * 1_000_000, timeZone);
    const hour = Math.floor(gap / 3_600_000) % 24;
    const hours = fc.constantFrom(`${hour}`, `${hour},${(hour + 1) % 24}`, "*", `${hour}-${hour}`);
    const minutes = fc.constantFrom("*/10", "0", "30", "0,15,45", "5-59/20");
    const days = fc.constantFrom("*", weekdaysOf(gap - DAY, 1).join(), weekdaysOf(gap, 1).join());
    const schedule = fc
      .tuple(minutes, hours, days)
      .map(([m, h, d]) => cronSchedule(`${m} ${h} * * ${d}`, timeZone, { dst: policy }));
    const clock = fc
      .tuple(fc.integer({ min: -3, max: 8 }), fc.integer({ min: 1, max: 10 }))
      .map(([start, length]): CalendarEntry => {
        const from = gap + start * 900_000;
        return {
          kind: "hours",
          from: clockTime(from),
          to: clockTime(from + length * 900_000),
          days: weekdaysOf(gap, 2),
        };
      });
    const dates = fc
      .tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: -1, max: 4 }))
      .map(([before, length]): CalendarEntry => {
        const first = gap - before * DAY;
        const last = Math.max(first, first + length * DAY);
        return { kind: "date", date: isoDate(first), until: isoDate(last) };
      });
    const entries = fc.tuple(dates, fc.option(clock, { nil: null, freq: 2 }));
    const edge = fc.option(fc.integer({ min: -4, max: 8 }), { nil: null, freq: 4 });
    return fc
      .record({ schedule, entries, edge })
      .map(({ schedule: one, entries: two, edge: end }) => {
        const calendars = [
          { slug: "c", name: "C", entries: two.filter((entry) => entry !== null) },
        ];
        const endAt = end === null ? null : instant(at + end * 900_000);
        return {
          schedule: { ...one, calendars: ["c"], endAt },
          calendars,
          from: at - 2 * DAY,
          to: at + 3 * DAY,
        };
      });
  });

/** The forward change after an instant, or else the last before: its instant, and the first local time it removes. */
function nextGap(from: Instant, timeZone: string): { at: Instant; gap: number } {
  let zoned = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(timeZone);
  let direction: "next" | "previous" = "next";
  for (;;) {
    const change = zoned.getTimeZoneTransition(direction);
    if (!change && direction === "previous") throw new Error(`no gap in ${timeZone}`);
    if (!change || change.epochMilliseconds > Date.UTC(2190, 0)) {
      direction = "previous";
      continue;
    }
    const before = change.subtract({ seconds: 1 });
    if (change.offsetNanoseconds > before.offsetNanoseconds) {
      const at = change.epochMilliseconds;
      return { at, gap: at + before.offsetNanoseconds / 1e6 };
    }
    zoned = change;
  }
}

const clockTime = (time: number): string => new Date(time).toISOString().slice(11, 16);

/** The days of the week of a local time and of those after it. */
function weekdaysOf(time: number, count: number): readonly Weekday[] {
  const first = (Math.floor(time / DAY) + 3) % 7;
  return WEEKDAYS.filter((_, index) => (index - first + 7) % 7 < count);
}

function scheduleIn(
  timeZone: string,
  from: Instant,
): fc.Arbitrary<CronSchedule | IntervalSchedule> {
  return fc.oneof(
    fc
      .tuple(fc.constantFrom(...CRONS), dst)
      .map(([text, policy]) => cronSchedule(text, timeZone, { dst: policy })),
    fc
      .tuple(fc.constantFrom(...INTERVALS), dst, fc.integer({ min: -5_000, max: 5_000 }))
      .map(([every, policy, minutes]) =>
        intervalSchedule(every, instant(from + minutes * 60_000), { timeZone, dst: policy }),
      ),
  );
}

const instant = (at: Instant): string => new Date(at).toISOString();

function nextChange(at: Instant, timeZone: string): Instant {
  const zoned = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  const change = zoned.getTimeZoneTransition("next") ?? zoned.getTimeZoneTransition("previous");
  return change?.epochMilliseconds ?? at;
}
