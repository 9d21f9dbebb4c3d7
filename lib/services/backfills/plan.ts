import { countCompletedSlots } from "../../../db/queries/backfills.ts";
import type { BackfillPlanView } from "../../contracts/backfill.ts";
import { formatInstant } from "../../domain/schedule/moment.ts";
import type { Context } from "../context.ts";
import { type JobReference, reachJob } from "../jobs/reach.ts";
import { type BackfillRangeInput, slotsToBackfill } from "./slots.ts";

/**
 * What a backfill would open, and how many of its slots have completed before, on their own or in a backfill. Writes
 * nothing. Throws `not_found`, `forbidden`, `invalid` for a range it cannot take.
 */
export async function planBackfill(
  ctx: Context,
  reference: JobReference,
  range: BackfillRangeInput,
): Promise<BackfillPlanView> {
  const job = await reachJob(ctx, "runs.write", reference);
  const planned = { ...job, decidedUntil: job.decidedUntil.getTime() };
  const slots = (await slotsToBackfill(ctx.db, planned, range)).map((slot) => slot.at);
  const first = slots[0];
  const last = slots.at(-1);
  return {
    count: slots.length,
    completed: await countCompletedSlots(ctx.db, job.id, slots),
    first: first === undefined ? null : formatInstant(first),
    last: last === undefined ? null : formatInstant(last),
  };
}
