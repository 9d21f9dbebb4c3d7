import type { Db, Tx } from "../../../db/client.ts";
import { backfillSlots, MAX_BACKFILL_SLOTS } from "../../domain/backfill.ts";
import { invalid } from "../../domain/errors.ts";
import type { Slot } from "../../domain/schedule/types.ts";
import { inSteps } from "../../platform/in-steps.ts";
import { existing, readCalendars } from "../calendars/rules.ts";
import { compiledSchedule } from "../runs/definitions.ts";

/** Where a job stands, as far as its slots and their past go. `decidedUntil` in milliseconds since 1970. */
type PlannedJob = {
  readonly id: string;
  readonly projectId: string;
  readonly version: number;
  readonly schedule: unknown;
  readonly decidedUntil: number;
};

/** A range as callers write it, from ≤ slot < to: RFC 3339. */
export type BackfillRangeInput = { readonly from: string; readonly to: string };

/**
 * The slots a backfill of this range opens now, under the job's present schedule and calendars (B1). Throws `invalid`
 * for a range that ends before it begins, and for one with too many slots, whose number it says.
 */
export async function slotsToBackfill(
  on: Db | Tx,
  job: PlannedJob,
  range: BackfillRangeInput,
): Promise<readonly Slot[]> {
  const from = Date.parse(range.from);
  const to = Date.parse(range.to);
  if (to <= from) throw invalid([{ pointer: "/to", message: "must lie after from" }]);
  const schedule = compiledSchedule(job, existing((await readCalendars(on, [job]))(job)));
  const { decidedUntil } = job;
  const found = await inSteps(backfillSlots(schedule, { from, to, decidedUntil }));
  if (found.ok) return found.slots;
  const message = `must come sooner: the range has ${found.count} slots, and a backfill at most ${MAX_BACKFILL_SLOTS}`;
  throw invalid([{ pointer: "/to", message }]);
}
