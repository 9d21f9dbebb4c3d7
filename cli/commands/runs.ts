import type { Command } from "commander";
import type { Page } from "../../lib/contracts/common.ts";
import type { RunDetailView, RunView } from "../../lib/contracts/run.ts";
import { action, actionOn, collect, examples, segment, toNumber } from "../action.ts";
import type { Context } from "../context.ts";
import { UsageError } from "../errors.ts";
import type { Io } from "../io.ts";
import { readParams } from "../params.ts";
import { runColumns, runText } from "../render/run.ts";
import { parametersOf } from "../template-parameters.ts";
import { addRunLogs } from "./run-logs.ts";
import { type BulkFlags, oneOrMany, withBulkFlags } from "./runs-bulk.ts";

type ListFlags = {
  readonly job?: string;
  readonly template?: string;
  readonly status?: string;
  readonly trigger?: string;
  readonly from?: string;
  readonly to?: string;
  readonly search?: string;
  readonly limit?: number;
  readonly cursor?: string;
};

type RerunFlags = BulkFlags & { readonly param?: readonly string[] };

/** `punctual runs …` */
export function addRuns(program: Command, io: Io): void {
  const runs = program.command("runs").description("What ran, runs, and did not run and why");
  runs
    .command("list")
    .description("The ledger, newest first")
    .option("--job <job>", "only runs of these jobs; several with commas, as all filters")
    .option("--template <template>", "only runs of these templates")
    .option("--status <status>", "pending, running, completed, failed, skipped, missed …")
    .option("--trigger <trigger>", "schedule, manual, api, backfill or rerun")
    .option("--from <instant>", "made at or after this moment")
    .option("--to <instant>", "made before this moment")
    .option("--search <text>", "only runs whose job has this in its name")
    .option("--limit <count>", "1 to 200 (50)", toNumber)
    .option("--cursor <cursor>", "go on where a page ended")
    .addHelpText("after", examples("punctual runs list --status failed,missed --limit 20"))
    .action(action(io, listRuns));
  runs
    .command("get")
    .description("Show one run with its attempts")
    .argument("<run>", "id")
    .action(actionOn(io, getRun));
  addRunLogs(runs, io);
  withBulkFlags(runs.command("cancel"))
    .description("Cancel pending runs, or ask running ones to stop: one, or many at once")
    .argument("[run]", "id")
    .addHelpText("after", examples("punctual runs cancel --job nightly-report --dry-run"))
    .action(actionOn(io, cancelRuns));
  withBulkFlags(runs.command("rerun"))
    .description("Run the same once more: one run, or many at once")
    .argument("[run]", "id")
    .option("--param <key=value>", "instead of the run's own value (repeatable)", collect)
    .option("--idempotency-key <key>", "the same key again gives the same run again")
    .addHelpText(
      "after",
      examples("punctual runs rerun --status failed --from 2026-01-31T00:00:00Z --dry-run"),
    )
    .action(actionOn(io, rerunRuns));
}

async function listRuns(ctx: Context, { search, ...flags }: ListFlags): Promise<void> {
  const { job, template, status, trigger, from, to, limit, cursor } = flags;
  const filters = { job, template, status, trigger, from, to, q: search };
  const query = { ...filters, limit, cursor, project: ctx.project };
  const page = await ctx.client.call<Page<RunView>>("GET", "/runs", { query });
  ctx.showPage(page, runColumns(ctx.io.now()), "No runs.");
}

function readRun({ client }: Context, id: string): Promise<RunDetailView> {
  return client.call("GET", `/runs/${segment(id)}`);
}

function showRun(ctx: Context, run: RunDetailView): void {
  ctx.show(run, () => runText(run, ctx.io.now(), ctx.style));
}

async function getRun(ctx: Context, id: string): Promise<void> {
  showRun(ctx, await readRun(ctx, id));
}

async function cancelRun(ctx: Context, id: string): Promise<void> {
  showRun(ctx, await ctx.client.call("POST", `/runs/${segment(id)}/cancel`));
}

function cancelRuns(ctx: Context, id: string | undefined, flags: BulkFlags): Promise<void> {
  return oneOrMany(ctx, id, flags, { action: "cancel", one: (run) => cancelRun(ctx, run) });
}

function rerunRuns(ctx: Context, id: string | undefined, flags: RerunFlags): Promise<void> {
  if (id === undefined && flags.param !== undefined)
    throw new UsageError("--param goes with one run; many run again with what they had.");
  return oneOrMany(ctx, id, flags, { action: "rerun", one: (run) => rerun(ctx, run, flags) });
}

async function rerun(ctx: Context, id: string, flags: RerunFlags): Promise<void> {
  const { param, idempotencyKey } = flags;
  const params = param && (await paramsFor(ctx, id, param));
  const run = await ctx.client.call<RunDetailView>("POST", `/runs/${segment(id)}/rerun`, {
    body: { params },
    headers: idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey },
  });
  showRun(ctx, run);
}

async function paramsFor(ctx: Context, id: string, texts: readonly string[]) {
  const { templateId, templateVersion, project } = await readRun(ctx, id);
  return readParams(texts, await parametersOf({ ...ctx, project }, templateId, templateVersion));
}
