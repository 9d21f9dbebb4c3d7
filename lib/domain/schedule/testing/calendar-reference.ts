import type { Calendar, CalendarEntry, Exclusion } from "../../calendar/types.ts";
import type { ClockRule } from "../project.ts";
import type { Instant, Slot, SlotNote } from "../types.ts";

/**
 * A slow second opinion on calendars for tests: K1 read aloud over Temporal, slot by slot. It shares no code with the engine.
 */

const WEEKDAYS = ["", "MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"];

/** Reason, calendar and entry of the verdict on a local time, or null. */
export function judgeByHand(
  calendars: readonly Calendar[],
  local: Temporal.PlainDateTime,
): Omit<Exclusion, "name"> | null {
  for (const { slug, entries } of calendars) {
    const entry = entries.findIndex((one) => isClosedDay(one, local));
    if (entry >= 0) return { reason: "calendar", calendar: slug, entry };
  }
  for (const { slug, entries } of calendars) {
    const named = entries.flatMap((one, entry) =>
      one.kind === "hours" && (one.days?.some((day) => day === weekday(local)) ?? true)
        ? [{ entry, one }]
        : [],
    );
    const isOpen = named.some(({ one }) => isInside(one.from, one.to, local));
    const [first] = named;
    if (first && !isOpen) return { reason: "window", calendar: slug, entry: first.entry };
  }
  return null;
}

function weekday(local: Temporal.PlainDateTime): string {
  return WEEKDAYS[local.dayOfWeek] ?? "";
}

function isClosedDay(entry: CalendarEntry, local: Temporal.PlainDateTime): boolean {
  const date = local.toPlainDate().toString();
  switch (entry.kind) {
    case "date":
      return entry.date <= date && date <= (entry.until ?? entry.date);
    case "yearly":
      return date.slice(5) === entry.date;
    case "weekly":
      return entry.days.some((day) => day === weekday(local));
    case "hours":
      return false;
  }
}

function isInside(from: string, to: string, local: Temporal.PlainDateTime): boolean {
  const time = local.toPlainTime().toString();
  return from < to ? from <= time && time < to : from <= time || time < to;
}

export type Place = {
  readonly timeZone: string;
  readonly rule: ClockRule;
  readonly from: Instant;
  readonly until: Instant;
};

/** Slots as calendars leave them that skip: in order, without the names of entries. */
export function skipByHand(
  slots: readonly Slot[],
  timeZone: string,
  calendars: readonly Calendar[],
): unknown[] {
  return slots.map((slot) => {
    const excluded = slot.fires ? judgeByHand(calendars, localOf(slot.at, timeZone)) : null;
    return excluded ? { ...slot, fires: false, excluded } : slot;
  });
}

type Arriving = { readonly at: Instant; readonly missing: boolean; readonly fires: boolean };
type Part = {
  readonly at: Instant;
  readonly slot: Slot;
  readonly moved: Arriving | null;
};

/** Slots as calendars leave them that move, of all slots of the schedule from 40 days before those wanted. */
export function moveByHand(
  slots: readonly Slot[],
  place: Place,
  calendars: readonly Calendar[],
): unknown[] {
  const parts = slots.flatMap((slot): Part[] => {
    const local = localOf(slot.at, place.timeZone);
    if (!slot.fires || judgeByHand(calendars, local) === null) {
      return [{ at: slot.at, slot, moved: null }];
    }
    const arriving = arrivals(local, place, calendars);
    return arriving.length === 0
      ? [{ at: slot.at, slot, moved: null }]
      : arriving.map((moved) => ({ at: moved.at, slot, moved }));
  });
  return [...Map.groupBy(parts, (part) => part.at)]
    .sort(([a], [b]) => a - b)
    .map(([at, met]) => together(at, met, place.timeZone, calendars));
}

function arrivals(
  local: Temporal.PlainDateTime,
  place: Place,
  calendars: readonly Calendar[],
): Arriving[] {
  for (let days = 1; days <= 31; days++) {
    const wanted = local.add({ days });
    if (judgeByHand(calendars, wanted) !== null) continue;
    const found = resolve(wanted, place)
      .filter(
        ({ at, fires }) => !fires || judgeByHand(calendars, localOf(at, place.timeZone)) === null,
      )
      .filter(({ at }) => at >= place.from && at < place.until);
    if (found.length > 0) return found;
  }
  return [];
}

function resolve(local: Temporal.PlainDateTime, { timeZone, rule }: Place): Arriving[] {
  const earlier = local.toZonedDateTime(timeZone, { disambiguation: "earlier" });
  const later = local.toZonedDateTime(timeZone, { disambiguation: "later" });
  const real = (time: Temporal.ZonedDateTime): Arriving => ({
    at: time.epochMilliseconds,
    missing: false,
    fires: true,
  });
  if (earlier.equals(later)) return [real(earlier)];
  if (earlier.toPlainDateTime().equals(local)) {
    if (rule.fold === "both") return [real(earlier), real(later)];
    return [real(rule.fold === "first" ? earlier : later)];
  }
  if (rule.gap === "drop") return [];
  if (rule.gap === "shift") return [{ ...real(later), missing: true }];
  let change = earlier.getTimeZoneTransition("next");
  while (change && change.offsetNanoseconds === earlier.offsetNanoseconds) {
    change = change.getTimeZoneTransition("next");
  }
  if (!change) throw new Error(`no clock change after ${earlier}`);
  return [{ at: change.epochMilliseconds, missing: true, fires: rule.gap === "next" }];
}

function together(
  at: Instant,
  met: readonly Part[],
  timeZone: string,
  calendars: readonly Calendar[],
): unknown {
  const own = met.find((part) => part.moved === null)?.slot;
  const local = localOf(at, timeZone);
  const excluded = own?.fires ? judgeByHand(calendars, local) : null;
  const moved = met.filter((part) => part.moved !== null);
  if (own && moved.length === 0) return excluded ? { ...own, fires: false, excluded } : own;
  const notes: SlotNote[] = [];
  if (own?.notes.includes("dst_gap") || moved.some((part) => part.moved?.missing)) {
    notes.push("dst_gap");
  }
  if (comesTwice(local, timeZone)) notes.push("dst_fold");
  if (met.length > 1 || own?.notes.includes("merged")) notes.push("merged");
  const fires = (own?.fires === true && !excluded) || moved.some((part) => part.moved?.fires);
  return {
    at,
    notes,
    fires,
    ...(excluded && !fires ? { excluded } : {}),
    movedFrom: Math.min(...moved.map((part) => part.slot.at)),
  };
}

function comesTwice(local: Temporal.PlainDateTime, timeZone: string): boolean {
  const first = local.toZonedDateTime(timeZone, { disambiguation: "earlier" });
  return !first.equals(local.toZonedDateTime(timeZone, { disambiguation: "later" }));
}

function localOf(at: Instant, timeZone: string): Temporal.PlainDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDateTime();
}
