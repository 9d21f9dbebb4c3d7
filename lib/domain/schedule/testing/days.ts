/** A local date as Temporal sees it. `weekday` 0 is Sunday, `length` the days of its month. */
export type Day = {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
  readonly length: number;
};

const EPOCH = new Temporal.PlainDate(1970, 1, 1);
const known = new Map<number, Day>();

/** The date so many days after 1970-01-01. */
export function dayAt(number: number): Day {
  let found = known.get(number);
  if (!found) {
    const { year, month, day, dayOfWeek, daysInMonth } = EPOCH.add({ days: number });
    found = { year, month, day, weekday: dayOfWeek % 7, length: daysInMonth };
    known.set(number, found);
  }
  return found;
}
