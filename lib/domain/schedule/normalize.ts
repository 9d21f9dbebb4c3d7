import { compileSchedule } from "./compile.ts";
import { parseCron } from "./cron-parse.ts";
import { parseDuration } from "./duration.ts";
import { NO_JOB } from "./hash.ts";
import { formatInstant } from "./moment.ts";
import { normalizeOnce } from "./normalize-once.ts";
import { Reader } from "./normalize-reader.ts";
import type {
  CronInput,
  CronSchedule,
  Instant,
  IntervalInput,
  IntervalSchedule,
  NormalizeOptions,
  NormalizeResult,
  Schedule,
  ScheduleInput,
} from "./types.ts";
import { cronWarnings } from "./warnings.ts";

/**
 * Brings what a person sent into its stored form, every default written out, or answers with all its problems at once,
 * each at its JSON pointer below `/schedule`.
 */
export function normalizeSchedule(
  input: ScheduleInput,
  options: NormalizeOptions,
): NormalizeResult {
  switch (input.kind) {
    case "cron":
      return normalizeCron(input, options);
    case "interval":
      return normalizeInterval(input, options);
    case "once":
      return normalizeOnce(input, options);
    case "manual":
      return { ok: true, schedule: { kind: "manual" }, warnings: [] };
  }
}

function normalizeCron(input: CronInput, options: NormalizeOptions): NormalizeResult {
  const reader = new Reader();
  const expression = input.expression.replace(/^[ \t]+|[ \t]+$/g, "");
  const parsed = parseCron(input.expression, options.jobId ?? NO_JOB);
  if (!parsed.ok) {
    for (const message of parsed.problems) reader.problem("expression", message);
  }
  const zoned = reader.zoned(input);
  const schedule: CronSchedule = {
    kind: "cron",
    expression,
    ...zoned,
    ...reader.window(input, zoned.timeZone),
  };
  reader.check(() => firingProblem(schedule, options, "expression"));
  if (reader.problems.length > 0 || !parsed.ok) return { ok: false, problems: reader.problems };
  return { ok: true, schedule, warnings: cronWarnings(parsed.cron, options.jobId !== undefined) };
}

function normalizeInterval(input: IntervalInput, options: NormalizeOptions): NormalizeResult {
  const reader = new Reader();
  const duration = parseDuration(input.every);
  if (!duration.ok) reader.problem("every", duration.message);
  const zoned = reader.zoned(input);
  const window = reader.window(input, zoned.timeZone);
  const given = reader.instant(input.anchor, "anchor", zoned.timeZone);
  const schedule: IntervalSchedule = {
    kind: "interval",
    every: input.every,
    anchor: given ?? defaultAnchor(window.startAt, options),
    ...zoned,
    ...window,
  };
  reader.check(() => firingProblem(schedule, options, "every"));
  if (reader.problems.length > 0) return { ok: false, problems: reader.problems };
  return { ok: true, schedule, warnings: [] };
}

/** The anchor of an interval that names none (I3). */
function defaultAnchor(startAt: string | null, { now, previous }: NormalizeOptions): string {
  if (previous?.kind === "interval" && (startAt === null || startAt === previous.startAt)) {
    return previous.anchor;
  }
  return startAt ?? formatInstant(Math.floor(now / 1_000) * 1_000);
}

/** The problem of a schedule that fires nothing (S6), at the field that is to blame. */
function firingProblem(
  schedule: CronSchedule | IntervalSchedule,
  options: NormalizeOptions,
  field: "expression" | "every",
): { field: string; message: string } | null {
  const after = options.setting ? options.now : -1;
  if (fires(schedule, after, options)) return null;
  if (!fires({ ...schedule, startAt: null, endAt: null }, after, options)) {
    const when = fires({ ...schedule, startAt: null, endAt: null }, -1, options) ? " again" : "";
    return { field, message: `It never fires${when}: no such date and time lies ahead.` };
  }
  if (schedule.endAt === null) return { field: "startAt", message: "Nothing fires from then on." };
  const passed = options.setting && Date.parse(schedule.endAt) <= options.now;
  const message = passed ? "It has passed, so nothing would fire." : "Nothing fires before it.";
  return { field: "endAt", message };
}

/** Whether any slot after `after` fires. Slots that do not are at most one for each clock change, so the walk is short. */
function fires(schedule: Schedule, after: Instant, { jobId }: NormalizeOptions): boolean {
  const compiled = compileSchedule(schedule, jobId ?? NO_JOB);
  let slot = compiled.next(after);
  while (slot && !slot.fires) slot = compiled.next(slot.at);
  return slot !== null;
}
