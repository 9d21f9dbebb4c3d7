import { exactSeconds, parseDuration } from "./duration.ts";
import { formatInstant, formatLocal, MAX_INSTANT, parseMoment, resolveLocal } from "./moment.ts";
import { momentMessage, Reader } from "./normalize-reader.ts";
import type {
  DstPolicy,
  Instant,
  NormalizeOptions,
  NormalizeResult,
  OnceInput,
  ScheduleWarning,
} from "./types.ts";
import { offsetAt, zoneOf } from "./zone.ts";

/** Brings a one-off into its stored form (I4): `in` becomes `at`, a local time an instant. */
export function normalizeOnce(input: OnceInput, options: NormalizeOptions): NormalizeResult {
  const reader = new Reader();
  const zoned = reader.zoned(input);
  const warnings: ScheduleWarning[] = [];
  const at = readAt(input, zoned, options.now, reader, warnings);
  if (at === null || reader.problems.length > 0) return { ok: false, problems: reader.problems };
  if (options.setting && at <= options.now) {
    reader.problem("at", "It is in the past; a one-off needs a moment that is still to come.");
    return { ok: false, problems: reader.problems };
  }
  const schedule = { kind: "once", at: formatInstant(at), timeZone: zoned.timeZone } as const;
  return { ok: true, schedule, warnings };
}

type Zoned = { readonly timeZone: string; readonly dst: DstPolicy };

function readAt(
  input: OnceInput,
  zoned: Zoned,
  now: Instant,
  reader: Reader,
  warnings: ScheduleWarning[],
): Instant | null {
  if (input.at !== undefined && input.in !== undefined) {
    reader.problem("in", "Give either at or in, not both.");
    return null;
  }
  if (input.in !== undefined) return readIn(input.in, now, reader);
  if (input.at === undefined) {
    reader.problem("at", "Give the moment as at, or as in counted from now.");
    return null;
  }
  const moment = parseMoment(input.at);
  if (!moment) {
    reader.problem("at", momentMessage(input.at));
    return null;
  }
  return moment.kind === "instant" ? moment.at : resolveAt(moment.local, zoned, reader, warnings);
}

function readIn(text: string, now: Instant, reader: Reader): Instant | null {
  const parsed = parseDuration(text);
  const seconds = parsed.ok ? exactSeconds(parsed.duration) : null;
  if (!parsed.ok) reader.problem("in", parsed.message);
  else if (seconds === null) {
    reader.problem(
      "in",
      "Months and years differ in length; write weeks, days or less, or give at.",
    );
  } else if (now + seconds * 1_000 > MAX_INSTANT)
    reader.problem("in", "It lies beyond the year 9999.");
  return seconds === null ? null : now + seconds * 1_000;
}

function resolveAt(
  local: number,
  { timeZone, dst }: Zoned,
  reader: Reader,
  warnings: ScheduleWarning[],
): Instant | null {
  const zone = zoneOf(timeZone);
  const slot = resolveLocal(local, zone, dst);
  const written = formatLocal(local).replace("T", " ");
  if (!slot?.fires) {
    reader.problem(
      "at",
      `${written} does not exist in ${timeZone}, where the clocks go forward then.`,
    );
    return null;
  }
  const at = formatInstant(slot.at);
  if (slot.notes.includes("dst_gap")) {
    const instead = formatLocal(slot.at + offsetAt(zone, slot.at)).replace("T", " ");
    const message = `${written} does not exist in ${timeZone}, where the clocks go forward then; it runs at ${instead}.`;
    warnings.push({ code: "dst_gap", at, message });
  }
  if (slot.notes.includes("dst_fold")) {
    const pass = dst.fold === "second" ? "second" : "first";
    const message = `${written} comes twice in ${timeZone}, where the clocks go back then; the ${pass} is meant.`;
    warnings.push({ code: "dst_fold", at, message });
  }
  return slot.at;
}
