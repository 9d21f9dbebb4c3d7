import { CronExpressionParser } from "cron-parser";
import { Cron } from "croner";
import fc from "fast-check";
import { expect, it } from "vitest";
import { cron } from "./testing/schedules.ts";

type Bounds = { readonly min: number; readonly max: number };

/** One range, or values; cron-parser refuses lists that name a value twice. */
function list({ min, max }: Bounds): fc.Arbitrary<string> {
  const ends = fc.uniqueArray(fc.integer({ min, max }), { minLength: 2, maxLength: 2 });
  const range = ends.map((pair) => `${Math.min(...pair)}-${Math.max(...pair)}`);
  const step = fc.integer({ min: 2, max: Math.floor((max - min + 1) / 2) });
  const values = fc.uniqueArray(fc.integer({ min, max }), { minLength: 1, maxLength: 4 });
  return fc.oneof(
    values.map((all) => all.join(",")),
    range,
    fc.tuple(range, step).map(([text, n]) => `${text}/${n}`),
  );
}

const time = (bounds: Bounds) =>
  fc.oneof(
    list(bounds),
    fc.constant("*"),
    fc.integer({ min: 2, max: bounds.max }).map((n) => `*/${n}`),
  );

const date = (bounds: Bounds) => fc.oneof(list(bounds), fc.constant("*"));

/** What all three libraries read alike: no star with a step in the date fields, no wrapping, nothing of Quartz. */
const expression = fc
  .tuple(
    time({ min: 0, max: 59 }),
    time({ min: 0, max: 23 }),
    date({ min: 1, max: 28 }),
    fc.oneof({ weight: 3, arbitrary: fc.constant("*") }, list({ min: 1, max: 12 })),
    date({ min: 0, max: 6 }),
  )
  .map((fields) => fields.join(" "));

const seconds = fc.oneof(
  fc.uniqueArray(fc.integer({ min: 0, max: 59 }), { minLength: 1, maxLength: 3 }).map(String),
  fc.constant("*/20"),
);

/** With seconds first. */
const withSeconds = fc.tuple(seconds, expression).map((parts) => parts.join(" "));

/** What of Quartz the libraries share: the last day, the last or n-th weekday. */
const special = fc
  .tuple(
    fc.integer({ min: 0, max: 59 }),
    fc.integer({ min: 0, max: 23 }),
    fc.oneof(
      fc.constantFrom("L * *", "L 2 *", "? * ?"),
      fc
        .tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 1, max: 5 }))
        .map(([w, n]) => `* * ${w}#${n}`),
      fc.integer({ min: 0, max: 6 }).map((w) => `* * ${w}L`),
    ),
  )
  .map((fields) => fields.join(" "));

// Clock changes are left out: there the libraries differ from each other.
const place = fc.oneof(
  fc.record({
    zone: fc.constantFrom("UTC", "Asia/Tokyo", "Asia/Kolkata"),
    from: fc.date({
      min: new Date("2001-01-01"),
      max: new Date("2080-01-01"),
      noInvalidDate: true,
    }),
    days: fc.constant(Infinity),
  }),
  fc.record({
    zone: fc.constantFrom("Europe/Berlin", "America/New_York", "Australia/Sydney"),
    from: fc
      .tuple(fc.integer({ min: 2010, max: 2036 }), fc.constantFrom("01-05", "07-05"))
      .map(([year, day]) => new Date(`${year}-${day}T12:34:56Z`)),
    days: fc.constant(40),
  }),
);

/** The slots of the three in [from + 1 ms, end), at most ten each. */
function answers(text: string, zone: string, from: number, end: number) {
  const until = (instants: number[]) => instants.filter((instant) => instant < end);
  const start = new Date(from);
  const parser = () => CronExpressionParser.parse(text, { tz: zone, currentDate: start });
  return {
    ours: cron(text, zone)
      .between(from + 1, end, 10)
      .map((slot) => slot.at),
    croner: () =>
      until(new Cron(text, { timezone: zone }).nextRuns(10, start).map((slot) => slot.getTime())),
    parser: () =>
      until(
        parser()
          .take(10)
          .map((slot) => slot.getTime()),
      ),
  };
}

it("agrees with croner and cron-parser away from clock changes", { timeout: 120_000 }, () => {
  fc.assert(
    fc.property(fc.oneof(expression, withSeconds, special), place, (text, { zone, from, days }) => {
      const end = from.getTime() + days * 86_400_000;
      const { ours, croner, parser } = answers(text, zone, from.getTime(), end);
      expect(ours).toEqual(croner());
      expect(ours).toEqual(parser());
    }),
    { numRuns: 400 },
  );
});

const CHANGING = ["Europe/Berlin", "America/New_York", "Europe/Dublin", "Africa/Cairo"] as const;

/** Up to a day and a half before a clock change, and two days from there on. */
const change = fc
  .record({
    zone: fc.constantFrom(...CHANGING),
    year: fc.integer({ min: 2024, max: 2036 }),
    month: fc.constantFrom(1, 8),
    hours: fc.integer({ min: 1, max: 36 }),
  })
  .map(({ zone, year, month, hours }) => {
    const start = Temporal.ZonedDateTime.from({ year, month, day: 1, timeZone: zone });
    const at = start.getTimeZoneTransition("next");
    if (!at) throw new Error(`${zone} does not change its clock after ${start}`);
    const isForward = at.offsetNanoseconds > start.offsetNanoseconds;
    return { zone, at: at.epochMilliseconds, isForward, hours };
  });

const minutes = fc.oneof(list({ min: 0, max: 59 }), fc.constantFrom("*", "*/15", "*/20", "0"));
const minute = fc.integer({ min: 0, max: 59 }).map(String);
const night = fc.integer({ min: 0, max: 4 }).map(String);

it.each([
  // Each hour on its own is real time for all three.
  ["every hour", fc.tuple(minutes, fc.constant("*")), "both"],
  // One fixed time a day: croner goes to the end of a gap as gap `next` does; all take the first pass of a fold.
  ["one time a day", fc.tuple(minute, night), "fold"],
] as const)("agrees with them at clock changes about %s", (_, times, ofParser) => {
  fc.assert(
    fc.property(times, change, (pair, { zone, at, isForward, hours }) => {
      const from = at - hours * 3_600_000;
      const end = at + 48 * 3_600_000;
      const { ours, croner, parser } = answers(`${pair.join(" ")} * * *`, zone, from, end);
      expect(ours).toEqual(croner());
      if (ofParser === "both" || !isForward) expect(ours).toEqual(parser());
    }),
    { numRuns: 200 },
  );
});
