import type { CompiledCalendars } from "../calendar/types.ts";
import { compileSchedule } from "./compile.ts";
import { parseCron } from "./cron-parse.ts";
import { describeSchedule } from "./describe.ts";
import { NO_JOB } from "./hash.ts";
import { formatInstant, formatLocal, formatOffset } from "./moment.ts";
import { MOVE_DAYS } from "./move-dates.ts";
import type {
  CompiledSchedule,
  Instant,
  Schedule,
  ScheduleWarning,
  Slot,
  SlotNote,
} from "./types.ts";
import { cronWarnings } from "./warnings.ts";
import { nextTransition, offsetAt, type Zone, zoneOf } from "./zone.ts";

/** A slot that will fire: `at` in RFC 3339 UTC, `local` and `offset` on the wall clock of the schedule's zone. */
export type Occurrence = {
  readonly at: string;
  readonly local: string;
  readonly offset: string;
  readonly notes: readonly SlotNote[];
  /** Where a calendar moved it from (K1), RFC 3339 UTC; absent where none did. */
  readonly movedFrom?: string;
};

export type SchedulePreview = {
  readonly description: string;
  readonly occurrences: readonly Occurrence[];
  readonly warnings: readonly ScheduleWarning[];
  /** The zone's first clock change after `from` within two years. */
  readonly nextTransition: {
    readonly at: string;
    readonly offsetBefore: string;
    readonly offsetAfter: string;
  } | null;
};

/** How many skipped slots are told of one by one. */
const MAX_SKIPPED = 100;
const TRANSITION_HORIZON_MS = 2 * 366 * 86_400_000;

/**
 * The first `count` occurrences strictly after `from` in words and times (S2, S5); fewer when the schedule ends, or when
 * calendars let nothing fire for decades. Slots that gap policy `skip` or one of the `calendars` takes out on the way are
 * warnings, the first 100 of them one by one. Without `jobId`, `H` is that of no job (X5).
 */
export function previewOccurrences(
  schedule: Schedule,
  options: {
    readonly from: Instant;
    readonly count: number;
    readonly jobId?: string;
    readonly calendars?: CompiledCalendars | null;
  },
): SchedulePreview {
  const description = describeSchedule(schedule, options.jobId);
  if (schedule.kind === "manual") {
    return { description, occurrences: [], warnings: [], nextTransition: null };
  }
  const zone = zoneOf(schedule.timeZone);
  const calendars = options.calendars ?? null;
  const compiled = compileSchedule(schedule, options.jobId ?? NO_JOB, calendars);
  const { firing, skipped, more } = upcoming(compiled, options.from, options.count);
  const moves = "onExcluded" in schedule && schedule.onExcluded === "move";
  return {
    description,
    occurrences: firing.map((slot) => toOccurrence(slot, zone)),
    warnings: [
      ...textWarnings(schedule, options.jobId),
      ...skipped.map((slot) => skipWarning(slot, zone, calendars, moves)),
      ...more,
    ],
    nextTransition: clockChangeAfter(zone, options.from),
  };
}

type Upcoming = {
  readonly firing: readonly Slot[];
  readonly skipped: readonly Slot[];
  readonly more: readonly ScheduleWarning[];
};

/** The next `count` slots that fire and what is skipped on the way, which is told of up to a number and then counted. */
function upcoming(compiled: CompiledSchedule, from: Instant, count: number): Upcoming {
  const firing: Slot[] = [];
  const skipped: Slot[] = [];
  let listedUntil = from;
  for (let after = from; firing.length < count; ) {
    const isListing = skipped.length < MAX_SKIPPED;
    const slot = isListing ? compiled.next(after) : compiled.nextFiring(after);
    if (!slot) break;
    (slot.fires ? firing : skipped).push(slot);
    after = slot.at;
    if (isListing) listedUntil = after;
  }
  if (skipped.length < MAX_SKIPPED) return { firing, skipped, more: [] };
  const more = notListed(compiled, listedUntil, firing.length < count ? null : firing.at(-1));
  return { firing, skipped, more };
}

/** A last word on what was skipped after an instant; `last` is the newest occurrence shown, null where no more were found. */
function notListed(
  compiled: CompiledSchedule,
  after: Instant,
  last: Slot | null | undefined,
): ScheduleWarning[] {
  if (last === null) {
    const next = compiled.next(after);
    if (!next) return [];
    const message = "More is skipped later and not listed here; after it, nothing fires for years.";
    return [{ code: "not_listed", at: formatInstant(next.at), message }];
  }
  const end = last?.at ?? after;
  if (end <= after) return [];
  const more = compiled.count(after + 1, end) - compiled.countOf("fires", after + 1, end);
  if (more === 0) return [];
  const message = `${more} more ${more === 1 ? "is" : "are"} skipped before the last of these occurrences and not listed here.`;
  return [{ code: "not_listed", message }];
}

function textWarnings(schedule: Schedule, jobId: string | undefined): ScheduleWarning[] {
  if (schedule.kind !== "cron") return [];
  const parsed = parseCron(schedule.expression, jobId ?? NO_JOB);
  return parsed.ok ? cronWarnings(parsed.cron, jobId !== undefined) : [];
}

/** A slot as the clock of a zone shows it. */
export function toOccurrence(slot: Slot, zone: Zone): Occurrence {
  const offset = offsetAt(zone, slot.at);
  return {
    at: formatInstant(slot.at),
    local: formatLocal(slot.at + offset),
    offset: formatOffset(offset),
    notes: slot.notes,
    ...(slot.movedFrom === undefined ? {} : { movedFrom: formatInstant(slot.movedFrom) }),
  };
}

function skipWarning(
  slot: Slot,
  zone: Zone,
  calendars: CompiledCalendars | null,
  moves: boolean,
): ScheduleWarning {
  if (!slot.excluded) return gapWarning(slot, zone);
  const { reason, calendar, name } = slot.excluded;
  const what = reason === "calendar" ? "this day" : "this time";
  const excludes = `calendar "${calendars?.nameOf(calendar) ?? calendar}" excludes ${what} (${name})`;
  const stuck = moves ? `, and no date within ${MOVE_DAYS} days can take it` : "";
  return { code: reason, at: formatInstant(slot.at), message: `Skipped: ${excludes}${stuck}.` };
}

function gapWarning(slot: Slot, zone: Zone): ScheduleWarning {
  const { before, offset } = zone.spanAt(slot.at);
  const from = formatLocal(slot.at + before).replace("T", " ");
  const to = formatLocal(slot.at + offset).replace("T", " ");
  return {
    code: "dst_gap",
    at: formatInstant(slot.at),
    message: `Skipped: the clocks of ${zone.id} go from ${from} to ${to}, and its time lies between.`,
  };
}

/** A zone's first clock change after `from` within two years (Z1), or null. */
export function clockChangeAfter(zone: Zone, from: Instant): SchedulePreview["nextTransition"] {
  const change = nextTransition(zone, from, from + TRANSITION_HORIZON_MS);
  return (
    change && {
      at: formatInstant(change.at),
      offsetBefore: formatOffset(change.before),
      offsetAfter: formatOffset(change.after),
    }
  );
}
