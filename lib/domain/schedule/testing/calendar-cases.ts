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
