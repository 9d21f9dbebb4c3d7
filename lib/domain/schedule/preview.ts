import type { CompiledCalendars } from "../calendar/types.ts";
import { compileSchedule } from "./compile.ts";
import { parseCron } from "./cron-parse.ts";
import { describeSchedule } from "./describe.ts";
import { NO_JOB } from "./hash.ts";
import { formatInstant, formatLocal, formatOffset } from "./moment.ts";
import type { Instant, Schedule, ScheduleWarning, Slot, SlotNote } from "./types.ts";
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

const TRANSITION_HORIZON_MS = 2 * 366 * 86_400_000;

/**
 * The first `count` occurrences strictly after `from` in words and times (S2, S5); fewer when the schedule ends. Slots
 * that gap policy `skip` takes out on the way are warnings. Without `jobId`, `H` is that of no job (X5).
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
  const warnings = textWarnings(schedule, options.jobId);
  const occurrences: Occurrence[] = [];
  const compiled = compileSchedule(schedule, options.jobId ?? NO_JOB, options.calendars);
  let slot = occurrences.length < options.count ? compiled.next(options.from) : null;
  while (slot) {
    if (slot.fires) occurrences.push(toOccurrence(slot, zone));
    else warnings.push(gapWarning(slot, zone));
    slot = occurrences.length < options.count ? compiled.next(slot.at) : null;
  }
  return {
    description,
    occurrences,
    warnings,
    nextTransition: clockChangeAfter(zone, options.from),
  };
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
