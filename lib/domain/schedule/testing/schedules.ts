import { compileSchedule } from "../compile.ts";
import { NO_JOB } from "../hash.ts";
import type {
  CompiledSchedule,
  CronSchedule,
  DstPolicy,
  Instant,
  IntervalSchedule,
} from "../types.ts";

/** Gap `next`, fold `first`. */
export const DEFAULT_DST: DstPolicy = { gap: "next", fold: "first" };

const OPEN = { startAt: null, endAt: null, jitterSeconds: 0, calendars: [] } as const;

/** A complete cron schedule. */
export function cronSchedule(
  expression: string,
  timeZone = "UTC",
  rest: Partial<CronSchedule> = {},
): CronSchedule {
  return { kind: "cron", expression, timeZone, dst: DEFAULT_DST, ...OPEN, ...rest };
}

/** A complete interval schedule. */
export function intervalSchedule(
  every: string,
  anchor: string,
  rest: Partial<IntervalSchedule> = {},
): IntervalSchedule {
  return { kind: "interval", every, anchor, timeZone: "UTC", dst: DEFAULT_DST, ...OPEN, ...rest };
}

/** A cron schedule ready for arithmetic, of a job with the id of all zeros. */
export function cron(
  expression: string,
  timeZone = "UTC",
  dst: Partial<DstPolicy> = {},
): CompiledSchedule {
  const schedule = cronSchedule(expression, timeZone, { dst: { ...DEFAULT_DST, ...dst } });
  return compileSchedule(schedule, NO_JOB);
}

/** The first `count` slots after an instant as `2026-03-29T01:00:00Z`, notes behind, `!` before one that does not fire. */
export function slotsAfter(schedule: CompiledSchedule, after: string, count: number): string[] {
  const written: string[] = [];
  let slot = schedule.next(at(after));
  while (slot && written.length < count) {
    const notes = slot.notes.length > 0 ? ` ${slot.notes.join(" ")}` : "";
    written.push(`${slot.fires ? "" : "!"}${utc(slot.at)}${notes}`);
    slot = schedule.next(slot.at);
  }
  return written;
}

/** An instant from text. */
export function at(text: string): Instant {
  return Date.parse(text);
}

/** An instant as text, without milliseconds when there are none. */
export function utc(instant: Instant): string {
  return new Date(instant).toISOString().replace(".000Z", "Z");
}

/** Milliseconds of the fastest of five runs, so that a busy machine does not count against the code. */
export function fastestOfFive(run: () => void): number {
  const times = Array.from({ length: 5 }, () => {
    const started = performance.now();
    run();
    return performance.now() - started;
  });
  return Math.min(...times);
}
