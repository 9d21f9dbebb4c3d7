import type { Command } from "commander";
import type { JobWhyView, RunWhyView } from "../../lib/contracts/why.ts";
import { examples, segment } from "../action.ts";
import { type Context, contextOf } from "../context.ts";
import { UsageError } from "../errors.ts";
import type { Io } from "../io.ts";
import { jobWhyText, runWhyText } from "../render/why.ts";

type Flags = { readonly job?: string; readonly at?: string };

/** `punctual why` */
export function addWhy(program: Command, io: Io): void {
  program
    .command("why")
    .description("Why a run is late, waiting, skipped, missed or failed; or why nothing ran then")
    .argument("[run]", "id of the run")
    .option("--job <job>", "key or id of the job whose moment you wonder about; with --at")
    .option(
      "--at <moment>",
      "an instant, or a time of the schedule's zone: 2026-03-29T02:30 (quote one with a space)",
    )
    .addHelpText(
      "after",
      examples(
        "punctual why 0198b2c4-…",
        "punctual why --job nightly-report --at 2026-03-29T02:30",
        "punctual why --job nightly-report --at 2026-03-29T00:30:00Z",
      ),
    )
    .action(async (run: string | undefined, flags: Flags, command: Command) =>
      answer(await contextOf(command, io), run, flags),
    );
}

async function answer(ctx: Context, run: string | undefined, { job, at }: Flags): Promise<void> {
  if (run !== undefined && job === undefined && at === undefined) return whyRun(ctx, run);
  if (run === undefined && job !== undefined && at !== undefined) return whyJob(ctx, job, at);
  throw new UsageError("Say which run, or which moment of which job: --job and --at together.");
}

async function whyRun(ctx: Context, id: string): Promise<void> {
  const why = await ctx.client.call<RunWhyView>("GET", `/runs/${segment(id)}/why`);
  ctx.show(why, () => runWhyText(why, ctx.io.now(), ctx.style));
}

async function whyJob(ctx: Context, job: string, at: string): Promise<void> {
  const why = await ctx.client.call<JobWhyView>("GET", `/jobs/${segment(job)}/why`, {
    query: { at, project: ctx.project },
  });
  ctx.show(why, () => jobWhyText(why, ctx.io.now(), ctx.style));
}
