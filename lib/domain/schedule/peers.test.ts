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

it("agrees with croner and cron-parser where they agree with each other", {
  timeout: 60_000,
}, () => {
  fc.assert(
    fc.property(expression, place, (text, { zone, from, days }) => {
      const end = from.getTime() + days * 86_400_000;
      const until = (instants: number[]) => instants.filter((instant) => instant < end);
      const ours = cron(text, zone).between(from.getTime() + 1, end, 10);
      const croner = new Cron(text, { timezone: zone }).nextRuns(10, from);
      const parser = CronExpressionParser.parse(text, { tz: zone, currentDate: from });
      const wanted = until(croner.map((slot) => slot.getTime()));
      expect(ours.map((slot) => slot.at)).toEqual(wanted);
      expect(until(parser.take(10).map((slot) => slot.getTime()))).toEqual(wanted);
    }),
    { numRuns: 200 },
  );
});
