import type { Command } from "commander";
import type {
  BackfillPlanView,
  BackfillStartedView,
  BackfillView,
} from "../../lib/contracts/backfill.ts";
import type { Page } from "../../lib/contracts/common.ts";
import { actionOn, examples, segment, toNumber } from "../action.ts";
import type { Context } from "../context.ts";
import type { Io } from "../io.ts";
import { backfillColumns, backfillText, planText } from "../render/backfill.ts";
import { followBackfill } from "./backfill-follow.ts";

type StartFlags = {
  readonly from: string;
  readonly to: string;
  readonly overlap?: string;
  readonly dryRun?: boolean;
  readonly follow?: boolean;
  readonly idempotencyKey?: string;
};

/** `punctual backfill` and `punctual backfills …` */
export function addBackfills(program: Command, io: Io): void {
  program
    .command("backfill")
    .description("Run every slot of a range in the past, as the job's schedule is now")
    .argument("<job>", "key or id")
    .requiredOption("--from <instant>", "the first moment of the range: 2026-01-01T00:00:00Z")
    .requiredOption("--to <instant>", "the moment at which it ends, itself not included")
    .option("--overlap <policy>", "how its runs treat each other; queue_all, one after the other")
    .option("--dry-run", "only count the slots, and those that have completed before")
    .option("--follow", "show the progress, and end with it: 0 when every run completed, else 1")
    .option("--idempotency-key <key>", "the same key again gives the same backfill again")
    .addHelpText(
      "after",
      examples(
        "punctual backfill nightly-report --from 2026-01-01T00:00:00Z --to 2026-02-01T00:00:00Z --dry-run",
      ),
    )
    .action(actionOn(io, startBackfill));
  const backfills = program.command("backfills").description("Ranges of the past that were run");
  backfills
    .command("list")
    .description("List the backfills of a job, newest first")
    .argument("<job>", "key or id")
    .option("--limit <count>", "1 to 200 (50)", toNumber)
    .option("--cursor <cursor>", "go on where a page ended")
    .action(actionOn(io, listBackfills));
  backfills
    .command("get")
    .description("Show how a backfill stands")
    .argument("<backfill>", "id")
    .option("--follow", "go on until its last run has ended")
    .action(actionOn(io, getBackfill));
  backfills
    .command("cancel")
    .description("Cancel what is left of a backfill; what ended stays")
    .argument("<backfill>", "id")
    .action(actionOn(io, cancelBackfill));
}

async function startBackfill(ctx: Context, job: string, flags: StartFlags): Promise<void> {
  const { from, to, overlap, dryRun, idempotencyKey } = flags;
  const path = `/jobs/${segment(job)}/backfill`;
  const query = { project: ctx.project };
  if (dryRun === true) {
    const body = { from, to, overlap, dryRun };
    const plan = await ctx.client.call<BackfillPlanView>("POST", path, { query, body });
    return ctx.show(plan, () => planText(plan, ctx.io.now(), ctx.style));
  }
  const started = await ctx.client.call<BackfillStartedView>("POST", path, {
    query,
    body: { from, to, overlap },
    headers: idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey },
  });
  const { backfillId, count } = started;
  const slots = count === 1 ? "1 slot" : `${count} slots`;
  if (flags.follow === true) {
    ctx.remark(`Backfill ${backfillId}: ${slots}`);
    return followBackfill(ctx, backfillId);
  }
  ctx.show(started, () => `Backfill ${backfillId} is under way: ${slots}.\n`);
  ctx.remark(`How it stands: punctual backfills get ${backfillId}`);
}

async function listBackfills(
  ctx: Context,
  job: string,
  { limit, cursor }: { readonly limit?: number; readonly cursor?: string },
): Promise<void> {
  const query = { limit, cursor, project: ctx.project };
  const path = `/jobs/${segment(job)}/backfills`;
  const page = await ctx.client.call<Page<BackfillView>>("GET", path, { query });
  ctx.showPage(page, backfillColumns(ctx.io.now()), "No backfills.");
}

function showBackfill(ctx: Context, backfill: BackfillView): void {
  ctx.show(backfill, () => backfillText(backfill, ctx.io.now(), ctx.style));
}

async function getBackfill(
  ctx: Context,
  id: string,
  { follow }: { readonly follow?: boolean },
): Promise<void> {
  if (follow === true) return followBackfill(ctx, id);
  showBackfill(ctx, await ctx.client.call("GET", `/backfills/${segment(id)}`));
}

async function cancelBackfill(ctx: Context, id: string): Promise<void> {
  showBackfill(ctx, await ctx.client.call("POST", `/backfills/${segment(id)}/cancel`));
}
