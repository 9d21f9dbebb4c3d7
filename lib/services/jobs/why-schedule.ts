import type { Db } from "../../../db/client.ts";
import type { CountingVersionRow, WhyJobRow } from "../../../db/queries/why-jobs.ts";
import { compileCalendars } from "../../domain/calendar/compile.ts";
import type { CompiledCalendars, Exclusion } from "../../domain/calendar/types.ts";
import { compileSchedule } from "../../domain/schedule/compile.ts";
import type { CompiledSchedule, Instant, Slot } from "../../domain/schedule/types.ts";
import { offsetAt, zoneOf } from "../../domain/schedule/zone.ts";
import { readCalendars } from "../calendars/rules.ts";

type Said = Pick<CountingVersionRow, "schedule" | "calendars">;

/** What a version of a job said, ready for arithmetic. */
export type CountingSchedule = {
  readonly slots: CompiledSchedule;
  readonly calendars: CompiledCalendars | null;
};

/** Compiles what a version of a job said; its calendars as they were where slots move by them, else as they are now. */
export async function countingSchedule(
  db: Db,
  { id, projectId }: WhyJobRow,
  { schedule, calendars: kept }: Said,
): Promise<CountingSchedule> {
  const calendars =
    kept === null ? await presentCalendars(db, projectId, schedule) : compileCalendars(kept);
  return { slots: compileSchedule(schedule, id, calendars), calendars };
}

/** What the calendars of a schedule say now; with one that is gone since, none of them takes anything out. */
async function presentCalendars(
  db: Db,
  projectId: string,
  schedule: unknown,
): Promise<CompiledCalendars | null> {
  const found = (await readCalendars(db, [{ projectId, schedule }]))({ projectId, schedule });
  return found === null || "unknown" in found ? null : found.compiled;
}

/** A slot lies on the next date that is allowed, at most 31 days on (K1), and a clock change may add to that. */
const FARTHEST_MS = 33 * 86_400_000;
/** Slots looked through for the one that came from a moment. */
const MOST_SLOTS = 2_000;

/** Where a calendar moves what would be a slot at `at`; null where it moves nothing. `to` is null where slots met (S4). */
export function movedSlot(
  jobId: string,
  { schedule }: Pick<Said, "schedule">,
  { slots, calendars }: CountingSchedule,
  at: Instant,
): { readonly excluded: Exclusion; readonly to: Slot | null } | null {
  if (calendars === null || !("onExcluded" in schedule)) return null;
  const nominal = compileSchedule(schedule, jobId, null).between(at, at + 1, 1)[0];
  const local = at + offsetAt(zoneOf(schedule.timeZone), at);
  const excluded = nominal === undefined ? null : calendars.judge(local);
  if (excluded === null) return null;
  const near = slots.between(at + 1, at + FARTHEST_MS, MOST_SLOTS);
  return { excluded, to: near.find(({ movedFrom }) => movedFrom === at) ?? null };
}
