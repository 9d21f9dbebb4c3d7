import type { DstPolicy } from "../types.ts";

/** A known trap of local time, and its slots after an instant under each policy. */
export type Trap = {
  readonly name: string;
  readonly zone: string;
  readonly expression: string;
  readonly after: string;
  /** Slots by gap policy, by fold policy, or under `all` where no policy matters. */
  readonly slots: Readonly<Record<string, readonly string[]>>;
};

// The instants were worked out by hand from the zones' published changes, which stand beside them, never from the engine.
// A line for each gap policy holds under every fold policy, and the other way round; `all` under each of the nine. Notes
// follow the instant, ! precedes a slot that does not fire.
const TABLE = `
# New York 2026-03-08T07:00Z 02:00 → 03:00, 2026-11-01T06:00Z 02:00 → 01:00.

New York, the hour that is not there
  America/New_York | 30 2 * * * | 2026-03-07T12:00Z
  next: 2026-03-08T07:00:00Z dst_gap, 2026-03-09T06:30:00Z
  shift: 2026-03-08T07:30:00Z dst_gap, 2026-03-09T06:30:00Z
  skip: !2026-03-08T07:00:00Z dst_gap, 2026-03-09T06:30:00Z

New York, the hour that comes twice
  America/New_York | 30 1 * * * | 2026-10-31T12:00Z
  first: 2026-11-01T05:30:00Z dst_fold, 2026-11-02T06:30:00Z
  second: 2026-11-01T06:30:00Z dst_fold, 2026-11-02T06:30:00Z
  both: 2026-11-01T05:30:00Z dst_fold, 2026-11-01T06:30:00Z dst_fold

New York, every other hour in real time: 02:00 is not there (Z4)
  America/New_York | 0 */2 * * * | 2026-03-08T04:00Z
  all: 2026-03-08T05:00:00Z, 2026-03-08T08:00:00Z, 2026-03-08T10:00:00Z

New York, every half hour in real time: both passes (Z4)
  America/New_York | */30 * * * * | 2026-11-01T04:30Z
  all: 2026-11-01T05:00:00Z dst_fold, 2026-11-01T05:30:00Z dst_fold, 2026-11-01T06:00:00Z dst_fold, 2026-11-01T06:30:00Z dst_fold, 2026-11-01T07:00:00Z

# Berlin 2024-03-31T01:00Z and 2026-03-29T01:00Z 02:00 → 03:00, 2026-10-25T01:00Z 03:00 → 02:00.

Berlin, missing times beside real ones (S4)
  Europe/Berlin | 0,30 2,3 * * * | 2026-03-28T12:00Z
  next: 2026-03-29T01:00:00Z dst_gap merged, 2026-03-29T01:30:00Z, 2026-03-30T00:00:00Z
  shift: 2026-03-29T01:00:00Z dst_gap merged, 2026-03-29T01:30:00Z dst_gap merged, 2026-03-30T00:00:00Z
  skip: 2026-03-29T01:00:00Z dst_gap merged, 2026-03-29T01:30:00Z, 2026-03-30T00:00:00Z

Berlin, one time twice and the next once
  Europe/Berlin | 0 2,3 * * * | 2026-10-24T12:00Z
  first: 2026-10-25T00:00:00Z dst_fold, 2026-10-25T02:00:00Z, 2026-10-26T01:00:00Z
  second: 2026-10-25T01:00:00Z dst_fold, 2026-10-25T02:00:00Z, 2026-10-26T01:00:00Z
  both: 2026-10-25T00:00:00Z dst_fold, 2026-10-25T01:00:00Z dst_fold, 2026-10-25T02:00:00Z

Berlin, the fifth Sunday of March always loses its hour
  Europe/Berlin | 30 2 ? 3 SUN#5 | 2026-01-01T00:00Z
  next: 2026-03-29T01:00:00Z dst_gap, 2030-03-31T01:00:00Z dst_gap, 2031-03-30T01:00:00Z dst_gap
  shift: 2026-03-29T01:30:00Z dst_gap, 2030-03-31T01:30:00Z dst_gap, 2031-03-30T01:30:00Z dst_gap
  skip: !2026-03-29T01:00:00Z dst_gap, !2030-03-31T01:00:00Z dst_gap, !2031-03-30T01:00:00Z dst_gap

Berlin, the last day of March is the day of the change, or not
  Europe/Berlin | 30 2 L 3 * | 2024-03-01T00:00Z
  next: 2024-03-31T01:00:00Z dst_gap, 2025-03-31T00:30:00Z
  shift: 2024-03-31T01:30:00Z dst_gap, 2025-03-31T00:30:00Z
  skip: !2024-03-31T01:00:00Z dst_gap, 2025-03-31T00:30:00Z

# Dublin 2026-03-29T01:00Z 01:00 → 02:00, 2026-10-25T01:00Z 02:00 → 01:00; winter is the odd half
# of its year, an hour behind.

Dublin, an offset of its own for winter: the way forward
  Europe/Dublin | 30 1 * * * | 2026-03-28T12:00Z
  next: 2026-03-29T01:00:00Z dst_gap, 2026-03-30T00:30:00Z
  shift: 2026-03-29T01:30:00Z dst_gap, 2026-03-30T00:30:00Z
  skip: !2026-03-29T01:00:00Z dst_gap, 2026-03-30T00:30:00Z

Dublin, an offset of its own for winter: the way back
  Europe/Dublin | 30 1 * * * | 2026-10-24T12:00Z
  first: 2026-10-25T00:30:00Z dst_fold, 2026-10-26T01:30:00Z
  second: 2026-10-25T01:30:00Z dst_fold, 2026-10-26T01:30:00Z
  both: 2026-10-25T00:30:00Z dst_fold, 2026-10-25T01:30:00Z dst_fold

# Lord Howe 2026-10-03T15:30Z 02:00 → 02:30, 2026-04-04T15:00Z 02:00 → 01:30.

Lord Howe, a gap of half an hour
  Australia/Lord_Howe | 15 2 * * * | 2026-10-03T00:00Z
  next: 2026-10-03T15:30:00Z dst_gap, 2026-10-04T15:15:00Z
  shift: 2026-10-03T15:45:00Z dst_gap, 2026-10-04T15:15:00Z
  skip: !2026-10-03T15:30:00Z dst_gap, 2026-10-04T15:15:00Z

Lord Howe, just after the gap: no day is lost
  Australia/Lord_Howe | 45 2 * * * | 2026-10-03T00:00Z
  all: 2026-10-03T15:45:00Z, 2026-10-04T15:45:00Z

Lord Howe, the full hours in real time: 02:00 is not there
  Australia/Lord_Howe | 0 * * * * | 2026-10-03T14:00Z
  all: 2026-10-03T14:30:00Z, 2026-10-03T16:00:00Z, 2026-10-03T17:00:00Z

Lord Howe, a fold of half an hour
  Australia/Lord_Howe | 45 1 * * * | 2026-04-04T00:00Z
  first: 2026-04-04T14:45:00Z dst_fold, 2026-04-05T15:15:00Z
  second: 2026-04-04T15:15:00Z dst_fold, 2026-04-05T15:15:00Z
  both: 2026-04-04T14:45:00Z dst_fold, 2026-04-04T15:15:00Z dst_fold

# Santiago 2026-09-06T04:00Z 00:00 → 01:00, 2026-04-05T03:00Z 24:00 → 23:00. Cairo
# 2026-04-23T22:00Z 00:00 → 01:00, 2026-10-29T21:00Z 24:00 → 23:00. Havana 2026-11-01T05:00Z
# 01:00 → 00:00. Nuuk 2024-03-31T01:00Z 23:00 → 24:00.

Santiago, a day without midnight: shift and next meet
  America/Santiago | 0 0 * * * | 2026-09-05T12:00Z
  next: 2026-09-06T04:00:00Z dst_gap, 2026-09-07T03:00:00Z
  shift: 2026-09-06T04:00:00Z dst_gap, 2026-09-07T03:00:00Z
  skip: !2026-09-06T04:00:00Z dst_gap, 2026-09-07T03:00:00Z

Santiago, an evening that comes twice on the same Saturday
  America/Santiago | 30 23 * * SAT | 2026-04-04T12:00Z
  first: 2026-04-05T02:30:00Z dst_fold, 2026-04-12T03:30:00Z
  second: 2026-04-05T03:30:00Z dst_fold, 2026-04-12T03:30:00Z
  both: 2026-04-05T02:30:00Z dst_fold, 2026-04-05T03:30:00Z dst_fold

Cairo, half past midnight is missing
  Africa/Cairo | 30 0 * * * | 2026-04-23T12:00Z
  next: 2026-04-23T22:00:00Z dst_gap, 2026-04-24T21:30:00Z
  shift: 2026-04-23T22:30:00Z dst_gap, 2026-04-24T21:30:00Z
  skip: !2026-04-23T22:00:00Z dst_gap, 2026-04-24T21:30:00Z

Cairo, the evening twice
  Africa/Cairo | 30 23 * * * | 2026-10-29T12:00Z
  first: 2026-10-29T20:30:00Z dst_fold, 2026-10-30T21:30:00Z
  second: 2026-10-29T21:30:00Z dst_fold, 2026-10-30T21:30:00Z
  both: 2026-10-29T20:30:00Z dst_fold, 2026-10-29T21:30:00Z dst_fold

Cairo, the midnight after the evening that came twice comes once
  Africa/Cairo | 0 0 * * * | 2026-10-29T12:00Z
  all: 2026-10-29T22:00:00Z, 2026-10-30T22:00:00Z

Havana, half past midnight twice
  America/Havana | 30 0 * * * | 2026-10-31T12:00Z
  first: 2026-11-01T04:30:00Z dst_fold, 2026-11-02T05:30:00Z
  second: 2026-11-01T05:30:00Z dst_fold, 2026-11-02T05:30:00Z
  both: 2026-11-01T04:30:00Z dst_fold, 2026-11-01T05:30:00Z dst_fold

Nuuk, the last hour of a day is missing, and next falls on the day after
  America/Nuuk | 30 23 30 3 * | 2024-03-01T00:00Z
  next: 2024-03-31T01:00:00Z dst_gap, 2025-03-31T00:30:00Z
  shift: 2024-03-31T01:30:00Z dst_gap, 2025-03-31T00:30:00Z
  skip: !2024-03-31T01:00:00Z dst_gap, 2025-03-31T00:30:00Z

# Casablanca 2026-02-15T02:00Z 03:00 → 02:00 for Ramadan, 2026-03-22T02:00Z 02:00 → 03:00,
# 2026-09-20T01:00Z 02:00 → 01:00 for good. Vancouver 2026-03-08T10:00Z 02:00 → 03:00, the last
# time: both follow rules decided in 2026.

Casablanca, back for Ramadan
  Africa/Casablanca | 30 2 * * * | 2026-02-14T12:00Z
  first: 2026-02-15T01:30:00Z dst_fold, 2026-02-16T02:30:00Z
  second: 2026-02-15T02:30:00Z dst_fold, 2026-02-16T02:30:00Z
  both: 2026-02-15T01:30:00Z dst_fold, 2026-02-15T02:30:00Z dst_fold

Casablanca, back for good
  Africa/Casablanca | 30 1 * * * | 2026-09-19T12:00Z
  first: 2026-09-20T00:30:00Z dst_fold, 2026-09-21T01:30:00Z
  second: 2026-09-20T01:30:00Z dst_fold, 2026-09-21T01:30:00Z
  both: 2026-09-20T00:30:00Z dst_fold, 2026-09-20T01:30:00Z dst_fold

Casablanca, forward after Ramadan
  Africa/Casablanca | 30 2 * * * | 2026-03-21T12:00Z
  next: 2026-03-22T02:00:00Z dst_gap, 2026-03-23T01:30:00Z
  shift: 2026-03-22T02:30:00Z dst_gap, 2026-03-23T01:30:00Z
  skip: !2026-03-22T02:00:00Z dst_gap, 2026-03-23T01:30:00Z

Casablanca, no change for Ramadan of 2027 any more
  Africa/Casablanca | 30 2 * * * | 2027-02-06T12:00Z
  all: 2027-02-07T02:30:00Z, 2027-02-08T02:30:00Z

Vancouver, forward for the last time
  America/Vancouver | 30 2 * * * | 2026-03-07T12:00Z
  next: 2026-03-08T10:00:00Z dst_gap, 2026-03-09T09:30:00Z
  shift: 2026-03-08T10:30:00Z dst_gap, 2026-03-09T09:30:00Z
  skip: !2026-03-08T10:00:00Z dst_gap, 2026-03-09T09:30:00Z

Vancouver, not back in November 2026
  America/Vancouver | 30 1 * * * | 2026-10-31T12:00Z
  all: 2026-11-01T08:30:00Z, 2026-11-02T08:30:00Z

Vancouver, not forward in March 2027
  America/Vancouver | 30 2 * * * | 2027-03-13T12:00Z
  all: 2027-03-14T09:30:00Z, 2027-03-15T09:30:00Z

# Apia 2011-12-30T10:00Z from the end of the 29th to the 31st. Kwajalein 1993-08-21T12:00Z from
# the end of the 20th to the 22nd. Troll 2026-03-29T01:00Z 01:00 → 03:00, 2026-10-25T01:00Z
# 03:00 → 01:00. Chatham 2026-09-26T14:00Z 02:45 → 03:45. Pyongyang 2015-08-14T15:00Z 24:00 →
# 23:30. Moscow 2014-10-25T22:00Z 02:00 → 01:00, for good.

Apia, a whole day missing
  Pacific/Apia | 0 12 * * * | 2011-12-29T12:00Z
  next: 2011-12-29T22:00:00Z, 2011-12-30T10:00:00Z dst_gap, 2011-12-30T22:00:00Z
  shift: 2011-12-29T22:00:00Z, 2011-12-30T22:00:00Z dst_gap merged, 2011-12-31T22:00:00Z
  skip: 2011-12-29T22:00:00Z, !2011-12-30T10:00:00Z dst_gap, 2011-12-30T22:00:00Z

Apia, the missing day by its date
  Pacific/Apia | 0 12 30 12 * | 2011-12-01T00:00Z
  next: 2011-12-30T10:00:00Z dst_gap, 2012-12-29T22:00:00Z
  shift: 2011-12-30T22:00:00Z dst_gap, 2012-12-29T22:00:00Z
  skip: !2011-12-30T10:00:00Z dst_gap, 2012-12-29T22:00:00Z

Apia, the missing day in real time leaves nothing
  Pacific/Apia | 0 */12 30 12 * | 2011-12-01T00:00Z
  all: 2012-12-29T10:00:00Z, 2012-12-29T22:00:00Z

Kwajalein, a whole day missing west of the line
  Pacific/Kwajalein | 0 12 21 8 * | 1993-08-01T00:00Z
  next: 1993-08-21T12:00:00Z dst_gap, 1994-08-21T00:00:00Z
  shift: 1993-08-22T00:00:00Z dst_gap, 1994-08-21T00:00:00Z
  skip: !1993-08-21T12:00:00Z dst_gap, 1994-08-21T00:00:00Z

Troll, two hours missing
  Antarctica/Troll | 0 1,2 * * * | 2026-03-28T12:00Z
  next: 2026-03-29T01:00:00Z dst_gap merged, 2026-03-29T23:00:00Z
  shift: 2026-03-29T01:00:00Z dst_gap, 2026-03-29T02:00:00Z dst_gap, 2026-03-29T23:00:00Z
  skip: !2026-03-29T01:00:00Z dst_gap merged, 2026-03-29T23:00:00Z

Troll, two hours twice
  Antarctica/Troll | 30 1,2 * * * | 2026-10-24T12:00Z
  first: 2026-10-24T23:30:00Z dst_fold, 2026-10-25T00:30:00Z dst_fold, 2026-10-26T01:30:00Z
  second: 2026-10-25T01:30:00Z dst_fold, 2026-10-25T02:30:00Z dst_fold, 2026-10-26T01:30:00Z
  both: 2026-10-24T23:30:00Z dst_fold, 2026-10-25T00:30:00Z dst_fold, 2026-10-25T01:30:00Z dst_fold, 2026-10-25T02:30:00Z dst_fold

Chatham, changes at a quarter to three
  Pacific/Chatham | 40,50 2 * * * | 2026-09-26T12:00Z
  next: 2026-09-26T13:55:00Z, 2026-09-26T14:00:00Z dst_gap, 2026-09-27T12:55:00Z
  shift: 2026-09-26T13:55:00Z, 2026-09-26T14:05:00Z dst_gap, 2026-09-27T12:55:00Z
  skip: 2026-09-26T13:55:00Z, !2026-09-26T14:00:00Z dst_gap, 2026-09-27T12:55:00Z

Pyongyang, a new standard time half an hour behind
  Asia/Pyongyang | 45 23 * * * | 2015-08-14T12:00Z
  first: 2015-08-14T14:45:00Z dst_fold, 2015-08-15T15:15:00Z
  second: 2015-08-14T15:15:00Z dst_fold, 2015-08-15T15:15:00Z
  both: 2015-08-14T14:45:00Z dst_fold, 2015-08-14T15:15:00Z dst_fold

Moscow, a new standard time that is no daylight saving
  Europe/Moscow | 30 1 * * * | 2014-10-25T12:00Z
  first: 2014-10-25T21:30:00Z dst_fold, 2014-10-26T22:30:00Z
  second: 2014-10-25T22:30:00Z dst_fold, 2014-10-26T22:30:00Z
  both: 2014-10-25T21:30:00Z dst_fold, 2014-10-25T22:30:00Z dst_fold

# Kathmandu went from +05:30 to +05:45 at 1985-12-31T18:30Z, 00:00 → 00:15 on New Year's Day.

29 February
  UTC | 0 0 29 2 * | 2026-01-01T00:00Z
  all: 2028-02-29T00:00:00Z, 2032-02-29T00:00:00Z

29 February, not in 2100
  UTC | 0 0 29 2 * | 2092-03-01T00:00Z
  all: 2096-02-29T00:00:00Z, 2104-02-29T00:00:00Z

29 February or a Tuesday of February (D1)
  UTC | 0 12 29 2 TUE | 2028-02-22T12:00Z
  all: 2028-02-29T12:00:00Z, 2029-02-06T12:00:00Z

29 February in years of its own
  UTC | 0 0 0 29 2 ? 2097-2104 | 2026-01-01T00:00Z
  all: 2104-02-29T00:00:00Z

L in a leap year and beside it
  UTC | 0 0 L 2 * | 2027-01-01T00:00Z
  all: 2027-02-28T00:00:00Z, 2028-02-29T00:00:00Z

L-2
  UTC | 0 0 L-2 2 * | 2027-01-01T00:00Z
  all: 2027-02-26T00:00:00Z, 2028-02-27T00:00:00Z

LW where the month ends on Sunday, and on Monday
  UTC | 0 9 LW 5 * | 2026-01-01T00:00Z
  all: 2026-05-29T09:00:00Z, 2027-05-31T09:00:00Z

1W where the month begins on Saturday
  UTC | 0 0 1W * * | 2026-07-15T00:00Z
  all: 2026-08-03T00:00:00Z, 2026-09-01T00:00:00Z

31W only where there is a 31st
  UTC | 0 0 31W * * | 2026-01-01T00:00Z
  all: 2026-01-30T00:00:00Z, 2026-03-31T00:00:00Z, 2026-05-29T00:00:00Z

FRI#5 leaves out months without a fifth Friday
  UTC | 0 0 * * FRI#5 | 2026-01-01T00:00Z
  all: 2026-01-30T00:00:00Z, 2026-05-29T00:00:00Z, 2026-07-31T00:00:00Z, 2026-10-30T00:00:00Z

the end of the year
  UTC | 59 59 23 31 12 * | 2026-06-01T00:00Z
  all: 2026-12-31T23:59:59Z, 2027-12-31T23:59:59Z

the end of all years
  UTC | 59 59 23 31 12 ? 2199 | 2026-06-01T00:00Z
  all: 2199-12-31T23:59:59Z

the end of the year west of Greenwich falls into the next
  America/New_York | 59 59 23 31 12 ? 2026 | 2026-06-01T00:00Z
  all: 2027-01-01T04:59:59Z

New Year's Day begins in the old year on Kiritimati
  Pacific/Kiritimati | 0 0 0 1 1 ? 2027 | 2026-06-01T00:00Z
  all: 2026-12-31T10:00:00Z

Kathmandu, the first quarter of an hour of 1986 is missing
  Asia/Kathmandu | 5 0 * * * | 1985-12-31T12:00Z
  next: 1985-12-31T18:30:00Z dst_gap, 1986-01-01T18:20:00Z
  shift: 1985-12-31T18:35:00Z dst_gap, 1986-01-01T18:20:00Z
  skip: !1985-12-31T18:30:00Z dst_gap, 1986-01-01T18:20:00Z
`;

/** Every trap of the table. */
export const TRAPS: readonly Trap[] = TABLE.replaceAll(/^#.*\n/gm, "")
  .trim()
  .split(/\n\n+/)
  .map(readTrap);

function readTrap(text: string): Trap {
  const [name = "", question = "", ...answers] = text.split("\n").map((line) => line.trim());
  const [zone = "", expression = "", after = ""] = question.split(" | ");
  const slots = answers.map((line) => {
    const [policy = "", list = ""] = line.split(": ");
    return [policy, list.split(", ")] as const;
  });
  return { name, zone, expression, after, slots: Object.fromEntries(slots) };
}

/** The slots a trap wants under a policy. */
export function wantedOf({ name, slots }: Trap, { gap, fold }: DstPolicy): readonly string[] {
  const wanted = slots[gap] ?? slots[fold] ?? slots["all"];
  if (!wanted) throw new Error(`"${name}" says nothing of gap ${gap} and fold ${fold}`);
  return wanted;
}
