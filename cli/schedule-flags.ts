import type { Command } from "commander";
import type { ScheduleInput } from "../lib/contracts/schedule.ts";
import { UsageError } from "./errors.ts";

/** How a schedule is said on the command line. */
export type ScheduleFlags = {
  readonly cron?: string;
  readonly every?: string;
  readonly at?: string;
  readonly in?: string;
  readonly manual?: boolean;
  readonly timezone?: string;
};

const KINDS = ["cron", "every", "at", "in", "manual"] as const;

/** Gives a command the flags of a schedule. */
export function withScheduleFlags(command: Command): Command {
  return command
    .option("--cron <expression>", "5 or 6 fields: '0 2 * * MON-FRI'")
    .option("--every <duration>", "an interval: 30s, 15m, 1h30m, 1d")
    .option("--at <moment>", "once: 2026-12-24T18:00:00+01:00, or '24-12-2026 18:00:00'")
    .option("--in <duration>", "once, after a delay: 2m, 4d")
    .option("--timezone <zone>", "IANA time zone of --cron, --every or --at: Europe/Berlin");
}

/**
 * The schedule the flags say, undefined when they say none. Only what cannot be meant is refused here, with UsageError;
 * expressions, durations and zones are the server's to judge.
 */
export function scheduleOf(flags: ScheduleFlags): ScheduleInput | undefined {
  const given = KINDS.filter((kind) => flags[kind] !== undefined);
  if (given.length > 1)
    throw new UsageError(
      `A job has one schedule, not ${given.map((kind) => `--${kind}`).join(" and ")}.`,
    );
  const { cron, every, at, in: delay, manual, timezone } = flags;
  const zone = timezone === undefined ? {} : { timeZone: timezone };
  if (cron !== undefined) return { kind: "cron", expression: cron, ...zone };
  if (every !== undefined) return { kind: "interval", every, ...zone };
  if (at !== undefined) return { kind: "once", at, ...zone };
  if (timezone !== undefined) throw new UsageError("--timezone goes with --cron, --every or --at.");
  if (delay !== undefined) return { kind: "once", in: delay };
  return manual === true ? { kind: "manual" } : undefined;
}
