import type { Db } from "../../../db/client.ts";
import {
  type CountingVersionRow,
  findCoveringRow,
  findRowsAround,
  findSlotRow,
  listVersionsAround,
  type WhyJobRow,
} from "../../../db/queries/why-jobs.ts";
import { findCalendarName } from "../../../db/queries/why-runs.ts";
import { canonicalJson } from "../../domain/json.ts";
import { describeSchedule } from "../../domain/schedule/describe.ts";
import { jitterMs } from "../../domain/schedule/hash.ts";
import type { CompiledSchedule, Instant, Schedule, Slot } from "../../domain/schedule/types.ts";
import type {
  AskedSlot,
  MovedSlot,
  NearSlot,
  RowHead,
  ScheduleVersion,
} from "../../domain/why/moment-facts.ts";
import type { Person } from "../../domain/why/run-facts.ts";
import { countingSchedule, movedSlot } from "./why-schedule.ts";

/** The schedule in force at a moment, and what of it lies there. */
export type SlotsAt = {
  readonly version: ScheduleVersion;
  /** The next version with another schedule; null where the one in force is the present one. */
  readonly next: (ScheduleVersion & { readonly by: Person | null }) | null;
  readonly inPresent: boolean;
  readonly slot: AskedSlot | null;
  /** The row of the slot. */
  readonly row: RowHead | null;
  readonly moved: MovedSlot | null;
  readonly nearest: { readonly before: NearSlot | null; readonly after: NearSlot | null };
};

/** Looks at the slots of a job around a moment, by the schedule that counted then. */
export async function slotsAt(db: Db, job: WhyJobRow, at: Instant): Promise<SlotsAt> {
  const { inForce, changed } = await versionsAt(db, job, at);
  const counting = await countingSchedule(db, job, inForce);
  const { slots } = counting;
  const from = Math.max(inForce.countsFrom, job.createdAt);
  const until = changed?.countsFrom ?? Number.POSITIVE_INFINITY;
  const slot = at > from ? (slots.between(at, at + 1, 1)[0] ?? null) : null;
  const moved = slot === null && at > from ? movedSlot(job.id, inForce, counting, at) : null;
  const [asked, row, movedTo, nearest, inPresent] = await Promise.all([
    slot === null ? null : askedSlot(db, job, inForce.schedule, slot),
    slot === null ? null : rowOf(db, job, slot),
    moved === null ? null : movedView(db, job, moved),
    nearestSlots(db, job, { slots, at, from, until }),
    changed === undefined ? false : isSlotNow(db, job, at),
  ]);
  return {
    version: versionOf(inForce, job),
    next: changed === undefined ? null : { ...versionOf(changed, job), by: changed.by },
    inPresent,
    slot: asked,
    row,
    moved: movedTo,
    nearest,
  };
}

/** The version in force at a moment, and the first one after it that says something else. */
async function versionsAt(
  db: Db,
  job: WhyJobRow,
  at: Instant,
): Promise<{ inForce: CountingVersionRow; changed: CountingVersionRow | undefined }> {
  const around = await listVersionsAround(db, job.id, at);
  const inForce = around.find(({ countsFrom }) => countsFrom < at) ?? around[0];
  if (inForce === undefined) throw new Error(`job ${job.id} has no version`);
  const said = canonicalJson(inForce.schedule);
  const changed = around.find(
    ({ countsFrom, schedule }) => countsFrom >= at && canonicalJson(schedule) !== said,
  );
  return { inForce, changed };
}

function versionOf(row: CountingVersionRow, job: WhyJobRow): ScheduleVersion {
  const { version, schedule, countsFrom } = row;
  return { version, schedule, countsFrom, description: describeSchedule(schedule, job.id) };
}

async function isSlotNow(db: Db, job: WhyJobRow, at: Instant): Promise<boolean> {
  const { slots } = await countingSchedule(db, job, { schedule: job.schedule, calendars: null });
  return slots.between(at, at + 1, 1).length > 0;
}

/** The row of a slot: its own or, once decided, the one that stands for it among many. */
async function rowOf(db: Db, job: WhyJobRow, { at, fires }: Slot): Promise<RowHead | null> {
  const own = await findSlotRow(db, job.id, at);
  if (own !== undefined || at > job.decidedUntil) return own ?? null;
  return (await findCoveringRow(db, job.id, { at, status: fires ? "missed" : "skipped" })) ?? null;
}

/** The neighbours by the schedule as far as it counted; beyond that, by the ledger. */
async function nearestSlots(
  db: Db,
  job: WhyJobRow,
  asked: {
    readonly slots: CompiledSchedule;
    readonly at: Instant;
    readonly from: Instant;
    readonly until: Instant;
  },
): Promise<SlotsAt["nearest"]> {
  const { slots, at, from, until } = asked;
  const previous = slots.previous(Math.min(at, until + 1));
  const following = slots.next(Math.max(at, from));
  const rows = await findRowsAround(db, job.id, at);
  const end = Math.min(until, job.deletedAt ?? Number.POSITIVE_INFINITY);
  const [before, after] = await Promise.all([
    near(previous !== null && previous.at > from ? previous : null, rows.before),
    near(following !== null && following.at <= end ? following : null, rows.after),
  ]);
  return { before, after };

  async function near(
    slot: Slot | null,
    row: (RowHead & { readonly at: Instant }) | undefined,
  ): Promise<NearSlot | null> {
    if (slot !== null) return { at: slot.at, run: await rowOf(db, job, slot) };
    return row === undefined ? null : { at: row.at, run: { id: row.id, status: row.status } };
  }
}

async function askedSlot(
  db: Db,
  { id, projectId }: WhyJobRow,
  schedule: Schedule,
  { at, fires, ...slot }: Slot,
): Promise<AskedSlot> {
  const excluded = slot.excluded ?? null;
  return {
    fires,
    excluded,
    calendarName: excluded === null ? null : await nameOf(db, projectId, excluded.calendar),
    jitterMs: jitterMs(id, at, "jitterSeconds" in schedule ? schedule.jitterSeconds : 0),
  };
}

async function movedView(
  db: Db,
  job: WhyJobRow,
  { excluded, to }: NonNullable<ReturnType<typeof movedSlot>>,
): Promise<MovedSlot> {
  return {
    excluded,
    calendarName: await nameOf(db, job.projectId, excluded.calendar),
    to: to === null ? null : { at: to.at, run: await rowOf(db, job, to) },
  };
}

async function nameOf(db: Db, projectId: string, slug: string): Promise<string | null> {
  return (await findCalendarName(db, { projectId, slug })) ?? null;
}
