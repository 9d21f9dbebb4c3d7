import type { DstPolicy, Instant, Slot, SlotNote } from "../types.ts";

/**
 * A slow second opinion for tests: the rules read aloud over Temporal, one candidate time after the other. It shares no
 * code with the engine.
 */

/** A cron expression as predicates instead of text. */
export type CronModel = {
  readonly text: string;
  readonly seconds: readonly number[];
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly matchesDate: (date: Temporal.PlainDate) => boolean;
  readonly wildcardHour: boolean;
};

type Nominal = { readonly at: Instant; readonly missing: boolean; readonly fires: boolean };

/** The slots from ≤ slot < to of a cron model. */
export function cronSlots(
  model: CronModel,
  timeZone: string,
  dst: DstPolicy,
  from: Instant,
  to: Instant,
): Slot[] {
  return model.wildcardHour
    ? realTimeSlots(model, timeZone, from, to)
    : fixedHourSlots(model, timeZone, dst, from, to);
}

/** Z4: every real instant whose local time matches. */
function realTimeSlots(model: CronModel, timeZone: string, from: Instant, to: Instant): Slot[] {
  const slots: Slot[] = [];
  const step = model.seconds.length === 1 && model.seconds[0] === 0 ? 60_000 : 1_000;
  for (let at = Math.ceil(from / 1_000) * 1_000; at < to; ) {
    const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
    if (matches(model, local)) {
      slots.push({ at, notes: notesOf(at, timeZone, 0, 1), fires: true });
    }
    // Until local minutes are whole, as with offsets that have seconds, only single seconds are safe steps.
    at += step === 60_000 && local.second === 0 ? 60_000 : 1_000;
  }
  return slots;
}

function matches(model: CronModel, local: Temporal.ZonedDateTime): boolean {
  return (
    model.seconds.includes(local.second) &&
    model.minutes.includes(local.minute) &&
    model.hours.includes(local.hour) &&
    model.matchesDate(local.toPlainDate())
  );
}

function fixedHourSlots(
  model: CronModel,
  timeZone: string,
  dst: DstPolicy,
  from: Instant,
  to: Instant,
): Slot[] {
  const start = localDate(from, timeZone).subtract({ days: 2 });
  const end = localDate(to, timeZone).add({ days: 2 });
  const nominals: Nominal[] = [];
  for (let d = start; Temporal.PlainDate.compare(d, end) <= 0; d = d.add({ days: 1 })) {
    if (!model.matchesDate(d)) continue;
    for (const hour of model.hours)
      for (const minute of model.minutes)
        for (const second of model.seconds)
          nominals.push(...resolve(d.toPlainDateTime({ hour, minute, second }), timeZone, dst));
  }
  return gather(nominals, timeZone, from, to);
}

function localDate(at: Instant, timeZone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate();
}

/** The slots of local times given one by one. */
export function nominalSlots(
  locals: readonly Temporal.PlainDateTime[],
  timeZone: string,
  dst: DstPolicy,
  from: Instant,
  to: Instant,
): Slot[] {
  return gather(
    locals.flatMap((local) => resolve(local, timeZone, dst)),
    timeZone,
    from,
    to,
  );
}

/** Z2 and Z3 for one nominal time. */
function resolve(local: Temporal.PlainDateTime, timeZone: string, dst: DstPolicy): Nominal[] {
  const earlier = local.toZonedDateTime(timeZone, { disambiguation: "earlier" });
  const later = local.toZonedDateTime(timeZone, { disambiguation: "later" });
  const real = (zoned: Temporal.ZonedDateTime): Nominal => ({
    at: zoned.epochMilliseconds,
    missing: false,
    fires: true,
  });
  if (earlier.equals(later)) return [real(earlier)];
  if (earlier.toPlainDateTime().equals(local)) {
    if (dst.fold === "both") return [real(earlier), real(later)];
    return [real(dst.fold === "first" ? earlier : later)];
  }
  if (dst.gap === "shift") return [{ at: later.epochMilliseconds, missing: true, fires: true }];
  return [{ at: changeAfter(earlier), missing: true, fires: dst.gap === "next" }];
}

/** The first change of offset after a time. */
function changeAfter(time: Temporal.ZonedDateTime): Instant {
  let at = time.getTimeZoneTransition("next");
  while (at && at.offsetNanoseconds === time.offsetNanoseconds)
    at = at.getTimeZoneTransition("next");
  if (!at) throw new Error(`no clock change after ${time}`);
  return at.epochMilliseconds;
}

/** S4: what meets on one instant is one slot. */
function gather(
  nominals: readonly Nominal[],
  timeZone: string,
  from: Instant,
  to: Instant,
): Slot[] {
  const byInstant = Map.groupBy(
    nominals.filter(({ at }) => at >= from && at < to),
    ({ at }) => at,
  );
  return [...byInstant]
    .sort(([a], [b]) => a - b)
    .map(([at, met]) => ({
      at,
      notes: notesOf(at, timeZone, met.filter((one) => one.missing).length, met.length),
      fires: met.some((one) => one.fires),
    }));
}

function notesOf(at: Instant, timeZone: string, missing: number, met: number): SlotNote[] {
  const local = Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(timeZone)
    .toPlainDateTime();
  const first = local.toZonedDateTime(timeZone, { disambiguation: "earlier" });
  const second = local.toZonedDateTime(timeZone, { disambiguation: "later" });
  const notes: SlotNote[] = [];
  if (missing > 0) notes.push("dst_gap");
  if (!first.equals(second)) notes.push("dst_fold");
  if (met > 1) notes.push("merged");
  return notes;
}
