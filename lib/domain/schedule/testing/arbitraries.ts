import fc from "fast-check";
import type { DstPolicy } from "../types.ts";
import type { CronModel } from "./reference.ts";

/** Zones with a past or a future worth testing, among them every known trap. */
export const ZONES = [
  "UTC",
  "America/New_York",
  "Europe/Berlin",
  "Europe/Dublin",
  "Australia/Lord_Howe",
  "America/Santiago",
  "Africa/Cairo",
  "Africa/Casablanca",
  "Africa/El_Aaiun",
  "Africa/Monrovia",
  "Pacific/Apia",
  "Pacific/Kwajalein",
  "Pacific/Kiritimati",
  "Pacific/Chatham",
  "Pacific/Norfolk",
  "Pacific/Easter",
  "America/Vancouver",
  "America/Sao_Paulo",
  "America/Asuncion",
  "America/Havana",
  "America/St_Johns",
  "America/Caracas",
  "America/Nuuk",
  "America/Scoresbysund",
  "America/Boa_Vista",
  "America/Los_Angeles",
  "Antarctica/Troll",
  "Antarctica/Casey",
  "Asia/Gaza",
  "Asia/Tehran",
  "Asia/Kathmandu",
  "Asia/Kolkata",
  "Asia/Pyongyang",
  "Asia/Amman",
  "Asia/Beirut",
  "Asia/Tokyo",
  "Atlantic/Azores",
  "Europe/London",
  "Europe/Lisbon",
  "Europe/Moscow",
  "Europe/Istanbul",
  "Indian/Mauritius",
] as const;

/** Any zone of the list. */
export const zone = fc.constantFrom(...ZONES);

/** Any daylight-saving policy. */
export const dstPolicy: fc.Arbitrary<DstPolicy> = fc.record({
  gap: fc.constantFrom("next", "shift", "skip"),
  fold: fc.constantFrom("first", "second", "both"),
});

type Part = { readonly text: string; readonly values: readonly number[] };
type DatePart = { readonly text: string; readonly matches: (date: Temporal.PlainDate) => boolean };
type Range = { readonly min: number; readonly last: number; readonly isWeekday?: boolean };

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const WEEKDAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/** X2 and X3 told step by step: walk from a to b, round the end if need be, and take every n-th. */
function walk(from: number, to: number, step: number, { min, last, isWeekday }: Range): number[] {
  const passed: number[] = [];
  const wrapFrom = isWeekday && from > to ? from % 7 : from;
  for (let v = wrapFrom; ; v = v === last && to < wrapFrom ? min : v + 1) {
    passed.push(isWeekday ? v % 7 : v);
    if (v === to) break;
  }
  return passed.filter((_, i) => i % step === 0);
}

function element(range: Range): fc.Arbitrary<Part> {
  const { min, last, isWeekday } = range;
  const size = last - min + 1;
  const value = fc.integer({ min, max: isWeekday ? 7 : last });
  const step = fc.integer({ min: 1, max: size });
  return fc.oneof(
    fc.constant({ text: "*", values: walk(min, last, 1, range) }),
    value.map((v) => ({ text: `${v}`, values: [isWeekday ? v % 7 : v] })),
    step.map((n) => ({ text: `*/${n}`, values: walk(min, last, n, range) })),
    fc.tuple(value, value).map(([a, b]) => ({ text: `${a}-${b}`, values: walk(a, b, 1, range) })),
    fc
      .tuple(value, value, step)
      .map(([a, b, n]) => ({ text: `${a}-${b}/${n}`, values: walk(a, b, n, range) })),
    fc.tuple(value, step).map(([a, n]) => ({
      text: `${a}/${n}`,
      values: walk(isWeekday ? a % 7 : a, last, n, range),
    })),
  );
}

function list<T extends { readonly text: string }>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc.array(one, { minLength: 1, maxLength: 3, size: "small" });
}

function field(range: Range): fc.Arbitrary<Part> {
  return list(element(range)).map((parts) => ({
    text: parts.map((part) => part.text).join(","),
    values: [...new Set(parts.flatMap((part) => part.values))].sort((a, b) => a - b),
  }));
}

const weekday = fc
  .integer({ min: 0, max: 7 })
  .chain((w) => fc.constantFrom([`${w}`, w % 7] as const, [WEEKDAYS[w % 7] ?? "", w % 7] as const));

const dayPart: fc.Arbitrary<DatePart> = fc.oneof(
  { weight: 3, arbitrary: element({ min: 1, last: 31 }).map(onDay) },
  fc.constant({ text: "L", matches: (d: Temporal.PlainDate) => d.day === d.daysInMonth }),
  fc.integer({ min: 1, max: 30 }).map((n) => ({
    text: `L-${n}`,
    matches: (d: Temporal.PlainDate) => d.day === d.daysInMonth - n,
  })),
  fc.constant({
    text: "LW",
    matches: (d: Temporal.PlainDate) => d.day === Math.max(...workdays(d)),
  }),
  fc.integer({ min: 1, max: 31 }).map((n) => ({
    text: `${n}W`,
    matches: (d: Temporal.PlainDate) => n <= d.daysInMonth && d.day === nearest(workdays(d), n),
  })),
);

const weekdayPart: fc.Arbitrary<DatePart> = fc.oneof(
  { weight: 3, arbitrary: element({ min: 0, last: 6, isWeekday: true }).map(onWeekday) },
  fc.tuple(weekday, fc.integer({ min: 1, max: 5 })).map(([[text, w], m]) => ({
    text: `${text}#${m}`,
    matches: (d: Temporal.PlainDate) => d.dayOfWeek % 7 === w && Math.ceil(d.day / 7) === m,
  })),
  weekday.map(([text, w]) => ({
    text: `${text}L`,
    matches: (d: Temporal.PlainDate) => d.dayOfWeek % 7 === w && d.day + 7 > d.daysInMonth,
  })),
);

function onDay({ text, values }: Part): DatePart {
  return { text, matches: (d) => values.includes(d.day) };
}

function onWeekday({ text, values }: Part): DatePart {
  return { text, matches: (d) => values.includes(d.dayOfWeek % 7) };
}

function workdays(date: Temporal.PlainDate): number[] {
  return Array.from({ length: date.daysInMonth }, (_, i) => i + 1).filter(
    (day) => date.with({ day }).dayOfWeek <= 5,
  );
}

function nearest(days: readonly number[], n: number): number {
  return days.reduce((best, day) => (Math.abs(day - n) < Math.abs(best - n) ? day : best));
}

function dateField(part: fc.Arbitrary<DatePart>): fc.Arbitrary<DatePart> {
  return fc.oneof(
    {
      weight: 2,
      arbitrary: fc.constantFrom("*", "?").map((text) => ({ text, matches: () => true })),
    },
    {
      weight: 2,
      arbitrary: list(part).map((parts) => ({
        text: parts.map(({ text }) => text).join(","),
        matches: (d: Temporal.PlainDate) => parts.some((one) => one.matches(d)),
      })),
    },
  );
}

const month: fc.Arbitrary<Part> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constant({ text: "*", values: walk(1, 12, 1, { min: 1, last: 12 }) }),
  },
  field({ min: 1, last: 12 }),
  fc.integer({ min: 1, max: 12 }).map((m) => ({ text: MONTHS[m - 1] ?? "", values: [m] })),
);

const isFree = (text: string): boolean => text === "*" || text === "?";

/** D1 as a predicate. */
function dates(day: DatePart, months: Part, week: DatePart): CronModel["matchesDate"] {
  const free = { day: isFree(day.text), week: isFree(week.text) };
  return (date) => {
    if (!months.values.includes(date.month)) return false;
    if (free.day) return free.week || week.matches(date);
    return day.matches(date) || (!free.week && week.matches(date));
  };
}

const dateFields = fc.tuple(dateField(dayPart), month, dateField(weekdayPart));

/** Expressions at noon whose dates are anything: for looking at years of them. */
export const dateModel: fc.Arbitrary<CronModel> = dateFields.map(([day, months, week]) => ({
  text: `0 12 ${day.text} ${months.text} ${week.text}`,
  seconds: [0],
  minutes: [0],
  hours: [12],
  matchesDate: dates(day, months, week),
  wildcardHour: false,
}));

const sparse = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Part>({ text: "0", values: [0] }) },
  { weight: 1, arbitrary: field({ min: 0, last: 59 }).filter((f) => f.values.length <= 6) },
);

/** Where most clocks change. */
const nightHours: fc.Arbitrary<Part> = fc
  .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 2 }))
  .map(([a, more]) => ({
    text: more === 0 ? `${a}` : `${a}-${a + more}`,
    values: walk(a, a + more, 1, { min: 0, last: 23 }),
  }));

/** Expressions whose times are anything, with few seconds so that the slow side keeps up. */
export const timeModel: fc.Arbitrary<CronModel> = fc
  .tuple(
    sparse,
    field({ min: 0, last: 59 }),
    fc.oneof(field({ min: 0, last: 23 }), nightHours),
    fc.oneof(
      { weight: 3, arbitrary: fc.constant<[DatePart, Part, DatePart] | null>(null) },
      { weight: 1, arbitrary: dateFields },
    ),
    fc.boolean(),
  )
  .filter(([s, m]) => s.values.length * m.values.length <= 180)
  .map(([s, m, h, datesOf, short]) => {
    const [day, months, week] = datesOf ?? [null, null, null];
    const five = `${m.text} ${h.text} ${day?.text ?? "*"} ${months?.text ?? "*"} ${week?.text ?? "*"}`;
    return {
      text: short && s.text === "0" ? five : `${s.text} ${five}`,
      seconds: s.values,
      minutes: m.values,
      hours: h.values,
      matchesDate: day && months && week ? dates(day, months, week) : () => true,
      wildcardHour: h.values.length === 24 || h.text.split(",").some((e) => e.startsWith("*")),
    };
  });

/** A moment close to a clock change of the zone, a year's end, a leap day, or anywhere. */
export function moment(timeZone: string): fc.Arbitrary<number> {
  const anywhere = fc.integer({ min: 1, max: 7_250_000 }).map((ks) => ks * 1_000_000);
  const nearChange = fc
    .tuple(anywhere, fc.integer({ min: -45, max: 20 }))
    .map(([at, hours]) => nextChange(at, timeZone) + hours * 3_600_000);
  const special = fc
    .tuple(
      fc.integer({ min: 1971, max: 2199 }),
      fc.constantFrom("12-30T20:00Z", "02-27T22:00Z", "10-31T00:00Z", "06-30T12:00Z"),
    )
    .map(([year, rest]) => Temporal.Instant.from(`${year}-${rest}`).epochMilliseconds);
  return fc.oneof({ weight: 5, arbitrary: nearChange }, special, anywhere);
}

function nextChange(at: number, timeZone: string): number {
  const time = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  const change = time.getTimeZoneTransition("next") ?? time.getTimeZoneTransition("previous");
  return change?.epochMilliseconds ?? at;
}
