import type { Command } from "commander";
import type { PreviewView } from "../../lib/contracts/schedule.ts";
import { action, examples, toNumber } from "../action.ts";
import type { Context } from "../context.ts";
import { UsageError } from "../errors.ts";
import type { Io } from "../io.ts";
import { previewText } from "../render/preview.ts";
import { type ScheduleFlags, scheduleOf, withScheduleFlags } from "../schedule-flags.ts";

type PreviewFlags = ScheduleFlags & { readonly from?: string; readonly count?: number };

/** `punctual preview` */
export function addPreview(program: Command, io: Io): void {
  const preview = program
    .command("preview")
    .description("What a schedule means, in words and as its next moments");
  withScheduleFlags(preview)
    .option("--from <instant>", "moments after this one, instead of from now on")
    .option("--count <count>", "how many, at most 1000 (5)", toNumber)
    .addHelpText(
      "after",
      examples("punctual preview --cron '30 2 * * *' --timezone Europe/Berlin --count 10"),
    )
    .action(action(io, previewSchedule));
}

async function previewSchedule(ctx: Context, flags: PreviewFlags): Promise<void> {
  const schedule = scheduleOf(flags);
  if (schedule === undefined)
    throw new UsageError("Say which schedule: --cron, --every, --at or --in.");
  const { from, count } = flags;
  const preview = await ctx.client.call<PreviewView>("POST", "/schedules/preview", {
    body: { schedule, from, count },
  });
  ctx.show(preview, () => previewText(preview, ctx.io.now(), ctx.style));
}
