import type { Command } from "commander";
import type { SimulationView } from "../../lib/contracts/simulation.ts";
import { action, collect, examples, toNumber } from "../action.ts";
import type { Context } from "../context.ts";
import { UsageError } from "../errors.ts";
import type { Io } from "../io.ts";
import { readJobFile } from "../job-file.ts";
import { simulationText } from "../render/simulation.ts";
import { type ScheduleFlags, scheduleOf, withScheduleFlags } from "../schedule-flags.ts";

type SimulateFlags = ScheduleFlags & {
  readonly file?: string;
  readonly from?: string;
  readonly to?: string;
  readonly job?: string;
  readonly compare?: string;
  readonly overlap?: string;
  readonly calendar?: readonly string[];
  readonly limit: number;
};

const DEFAULT_RANGE_MS = 30 * 86_400_000;

/** `punctual simulate` */
export function addSimulate(program: Command, io: Io): void {
  const simulate = program
    .command("simulate")
    .description("What a schedule would do in a range, and what it would change; nothing is saved");
  withScheduleFlags(simulate)
    .option("--file <file>", "a job as JSON, - for standard input; flags go before it")
    .option("--from <instant>", "the beginning, now when absent")
    .option("--to <instant>", "the end, which does not belong to it; 30 days later when absent")
    .option("--compare <job>", "what changes against this job as it is, by key or id")
    .option("--job <job>", "predict overlaps from how long this job's runs took")
    .option("--overlap <policy>", "when the previous run still goes on: skip, allow …")
    .option("--calendar <calendar>", "a calendar that judges the moments (repeatable)", collect)
    .option("--limit <count>", "moments and changes to list, at most 1000", toNumber, 20)
    .addHelpText(
      "after",
      examples(
        "punctual simulate --cron '0 2 * * MON-FRI' --timezone Europe/Berlin --compare eu-report",
        "punctual simulate --file job.json --from 2026-03-01T00:00:00Z --to 2026-04-01T00:00:00Z",
      ),
    )
    .action(action(io, simulateSchedule));
}

async function simulateSchedule(ctx: Context, flags: SimulateFlags): Promise<void> {
  const file = flags.file === undefined ? {} : await readJobFile(ctx.io, flags.file);
  const schedule = scheduleOf(flags) ?? file["schedule"];
  if (schedule === undefined)
    throw new UsageError("Say which schedule: --cron, --every, --at, --in or --file.");
  const { from, to } = rangeOf(flags, ctx.io.now());
  const job = flags.compare ?? flags.job;
  const compared = flags.compare !== undefined;
  const simulation = await ctx.client.call<SimulationView>("POST", "/schedules/simulate", {
    body: {
      project: ctx.project,
      schedule,
      policies: policiesOf(flags, file["policies"]),
      calendars: flags.calendar,
      from,
      to,
      job,
      compareWith: compared ? undefined : null,
      limit: flags.limit,
    },
  });
  ctx.show(simulation, () => simulationText(simulation, ctx.style));
}

function rangeOf({ from, to }: SimulateFlags, now: number): { from: string; to: string } {
  const begin = from ?? new Date(now).toISOString();
  // A beginning that cannot be read is the server's to refuse.
  const base = Number.isNaN(Date.parse(begin)) ? now : Date.parse(begin);
  return { from: begin, to: to ?? new Date(base + DEFAULT_RANGE_MS).toISOString() };
}

function policiesOf({ overlap }: SimulateFlags, file: unknown): unknown {
  if (overlap === undefined) return file;
  return { ...(typeof file === "object" ? file : {}), overlap };
}
