import type { Command } from "commander";
import type { JobLedgerView, ProjectLedgerView } from "../../lib/contracts/ledger.ts";
import type { MeView } from "../../lib/contracts/session.ts";
import { examples, segment } from "../action.ts";
import { type Context, contextOf } from "../context.ts";
import type { Io } from "../io.ts";
import { jobLedgerText, projectLedgerText } from "../render/ledger.ts";

type Flags = { readonly from?: string; readonly to?: string };

/** `punctual ledger` */
export function addLedger(program: Command, io: Io): void {
  program
    .command("ledger")
    .description("Whether every planned slot is accounted for: of one job, or of the project")
    .argument("[job]", "key or id; all jobs of the project when absent")
    .option("--from <instant>", "the beginning; the job's own, for a project 30 days ago")
    .option("--to <instant>", "the end, which does not belong to it; now when absent")
    .addHelpText(
      "after",
      examples(
        "punctual ledger",
        "punctual ledger nightly-report --from 2026-03-01T00:00:00Z --to 2026-04-01T00:00:00Z",
      ),
    )
    .action(async (job: string | undefined, flags: Flags, command: Command) => {
      const ctx = await contextOf(command, io);
      return job === undefined ? projectLedger(ctx, flags) : jobLedger(ctx, job, flags);
    });
}

async function jobLedger(ctx: Context, job: string, { from, to }: Flags): Promise<void> {
  const query = { from, to, project: ctx.project };
  const path = `/jobs/${segment(job)}/ledger`;
  const ledger = await ctx.client.call<JobLedgerView>("GET", path, { query });
  ctx.show(ledger, () => jobLedgerText(ledger, ctx.io.now(), ctx.style));
}

async function projectLedger(ctx: Context, { from, to }: Flags): Promise<void> {
  const project = ctx.project ?? (await ctx.client.call<MeView>("GET", "/me")).defaultProject;
  const path = `/projects/${segment(project)}/ledger`;
  const ledger = await ctx.client.call<ProjectLedgerView>("GET", path, { query: { from, to } });
  ctx.show(ledger, () => projectLedgerText(ledger, ctx.io.now(), ctx.style));
}
