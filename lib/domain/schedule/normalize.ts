import { parseCron } from "./cron-parse.ts";
import { parseDuration } from "./duration.ts";
import { firingProblem } from "./firing.ts";
import { NO_JOB } from "./hash.ts";
import { formatInstant } from "./moment.ts";
import { normalizeOnce } from "./normalize-once.ts";
import { Reader } from "./normalize-reader.ts";
import type {
  CronInput,
  CronSchedule,
  IntervalInput,
  IntervalSchedule,
  NormalizeOptions,
  NormalizeResult,
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
  const parsed = parseCron(input.expression, options.jobId ?? NO_JOB);
  if (!parsed.ok) {
    for (const message of parsed.problems) reader.problem("expression", message);
  }
  const zoned = reader.zoned(input);
  const schedule: CronSchedule = {
    kind: "cron",
    // What is not read has any length, and only what is read is stored.
    expression: parsed.ok ? input.expression.replace(/^[ \t]+|[ \t]+$/g, "") : "",
    ...zoned,
    ...reader.window(input, zoned.timeZone),
  };
  reader.check(() => firingProblem(schedule, options, input.expression));
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
  reader.check(() => firingProblem(schedule, options));
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
