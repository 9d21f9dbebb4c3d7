import type { BackfillView } from "../../lib/contracts/backfill.ts";
import { segment } from "../action.ts";
import type { Context } from "../context.ts";
import { FailedRun, UnreachableError } from "../errors.ts";
import { backfillText, countWords } from "../render/backfill.ts";
import { jsonText } from "../render/safe-text.ts";

const LOOK_MS = 1_000;

/**
 * Shows how a backfill goes on, a line for each change, until its last run has ended; across times when the server is
 * away. Throws FailedRun unless every run completed or was left out by the calendar or the clock.
 */
export async function followBackfill(ctx: Context, id: string): Promise<void> {
  let shown = "";
  let backfill = await read(ctx, id);
  for (;;) {
    shown = tell(ctx, backfill, shown);
    if (backfill.status === "finished" || backfill.status === "cancelled") break;
    await ctx.io.wait(LOOK_MS);
    backfill = (await readIfThere(ctx, id)) ?? backfill;
  }
  const { counts } = backfill;
  if (!ctx.json) ctx.io.out.write(backfillText(backfill, ctx.io.now(), ctx.style));
  if (counts.completed + counts.skipped === backfill.count) return;
  throw new FailedRun(`The backfill is ${backfill.status}: ${countWords(counts)}.`);
}

function read({ client }: Context, id: string): Promise<BackfillView> {
  return client.call("GET", `/backfills/${segment(id)}`);
}

/** A server that is away for a moment is asked again. */
async function readIfThere(ctx: Context, id: string): Promise<BackfillView | undefined> {
  try {
    return await read(ctx, id);
  } catch (error) {
    if (error instanceof UnreachableError) return undefined;
    throw error;
  }
}

/** Writes a line when something is new; answers what was written last. */
function tell(ctx: Context, backfill: BackfillView, before: string): string {
  const words = countWords(backfill.counts);
  if (words === before) return before;
  if (ctx.json) ctx.io.out.write(`${jsonText(backfill, 0)}\n`);
  else ctx.remark(words);
  return words;
}
