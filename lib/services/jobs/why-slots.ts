import type { Db } from "../../../db/client.ts";
import {
  type CountingVersionRow,
  findRowsAround,
  findSlotRow,
  listVersionsAround,
  type WhyJobRow,
} from "../../../db/queries/why-jobs.ts";
import { findCalendarName } from "../../../db/queries/why-runs.ts";
import { compileCalendars } from "../../domain/calendar/compile.ts";
import type { CompiledCalendars } from "../../domain/calendar/types.ts";
import { canonicalJson } from "../../domain/json.ts";
import { compileSchedule } from "../../domain/schedule/compile.ts";
import { describeSchedule } from "../../domain/schedule/describe.ts";
import { jitterMs } from "../../domain/schedule/hash.ts";
import type { CompiledSchedule, Instant, Slot } from "../../domain/schedule/types.ts";
import type {
  AskedSlot,
  NearSlot,
  RowHead,
  ScheduleVersion,
} from "../../domain/why/moment-facts.ts";
import type { Person } from "../../domain/why/run-facts.ts";
import { readCalendars } from "../calendars/rules.ts";

/** The schedule in force at a moment, and what of it lies there. */
export type SlotsAt = {
  readonly version: ScheduleVersion;
  /** The next version with another schedule; null where the one in force is the present one. */
  readonly next: (ScheduleVersion & { readonly by: Person | null }) | null;
  readonly inPresent: boolean;
  readonly slot: Slot | null;
  /** The row of the slot. */
  readonly row: RowHead | null;
  readonly nearest: { readonly before: NearSlot | null; readonly after: NearSlot | null };
};

/** Looks at the slots of a job around a moment, by the schedule that counted then. */
export async function slotsAt(db: Db, job: WhyJobRow, at: Instant): Promise<SlotsAt> {
  const around = await listVersionsAround(db, job.id, at);
  const inForce = around.find(({ countsFrom }) => countsFrom < at) ?? around[0];
  if (inForce === undefined) throw new Error(`job ${job.id} has no version`);
  const changed = around.find(
    (one) => one.countsFrom >= at && one !== inForce && !isSame(one.schedule, inForce.schedule),
  );
  const schedule = await compiled(db, job, inForce);
  const from = Math.max(inForce.countsFrom, job.createdAt);
  const until = changed?.countsFrom ?? Number.POSITIVE_INFINITY;
  const slot = at > from ? (schedule.between(at, at + 1, 1)[0] ?? null) : null;
  const [row, nearest, inPresent] = await Promise.all([
    slot === null ? null : rowOf(db, job.id, slot),
    nearestSlots(db, job, { schedule, at, from, until }),
    changed === undefined ? false : isSlotNow(db, job, at),
  ]);
  return {
    version: versionOf(inForce, job),
    next: changed === undefined ? null : { ...versionOf(changed, job), by: changed.by },
    inPresent,
    slot,
    row,
    nearest,
  };
}

function isSame(one: WhyJobRow["schedule"], other: WhyJobRow["schedule"]): boolean {
  return canonicalJson(one) === canonicalJson(other);
}

function versionOf(row: CountingVersionRow, job: WhyJobRow): ScheduleVersion {
  const { version, schedule, countsFrom } = row;
  return { version, schedule, countsFrom, description: describeSchedule(schedule, job.id) };
}

async function compiled(
  db: Db,
  { id, projectId }: WhyJobRow,
  { schedule, calendars }: Pick<CountingVersionRow, "schedule" | "calendars">,
): Promise<CompiledSchedule> {
  const kept = calendars === null ? null : compileCalendars(calendars);
  return compileSchedule(schedule, id, kept ?? (await presentCalendars(db, projectId, schedule)));
}

/** What the calendars of a schedule say now; one that is gone since takes nothing out. */
async function presentCalendars(
  db: Db,
  projectId: string,
  schedule: unknown,
): Promise<CompiledCalendars | null> {
  const found = (await readCalendars(db, [{ projectId, schedule }]))({ projectId, schedule });
  return found === null || "unknown" in found ? null : found.compiled;
}

async function isSlotNow(db: Db, job: WhyJobRow, at: Instant): Promise<boolean> {
  const schedule = await compiled(db, job, { schedule: job.schedule, calendars: null });
  return schedule.between(at, at + 1, 1).length > 0;
}

async function rowOf(db: Db, jobId: string, { at, fires }: Slot): Promise<RowHead | null> {
  const status = fires ? "missed" : "skipped";
  return (await findSlotRow(db, jobId, { at, status })) ?? null;
}

/** The neighbours by the schedule as far as it counted; beyond that, by the ledger. */
async function nearestSlots(
  db: Db,
  job: WhyJobRow,
  asked: {
    readonly schedule: CompiledSchedule;
    readonly at: Instant;
    readonly from: Instant;
    readonly until: Instant;
  },
): Promise<SlotsAt["nearest"]> {
  const { schedule, at, from, until } = asked;
  const previous = schedule.previous(Math.min(at, until + 1));
  const following = schedule.next(Math.max(at, from));
  const rows = await findRowsAround(db, job.id, at);
  const isDead = job.deletedAt !== null && following !== null && following.at > job.deletedAt;
  const [before, after] = await Promise.all([
    near(previous !== null && previous.at > from ? previous : null, rows.before),
    near(following !== null && following.at <= until && !isDead ? following : null, rows.after),
  ]);
  return { before, after };

  async function near(
    slot: Slot | null,
    row: (RowHead & { readonly at: Instant }) | undefined,
  ): Promise<NearSlot | null> {
    if (slot !== null) return { at: slot.at, run: await rowOf(db, job.id, slot) };
    return row === undefined ? null : { at: row.at, run: { id: row.id, status: row.status } };
  }
}

/** The slot at a moment as the verdict about it wants it. */
export async function askedSlot(
  db: Db,
  job: WhyJobRow,
  { slot, version }: Pick<SlotsAt, "slot" | "version">,
): Promise<AskedSlot | null> {
  if (slot === null) return null;
  const { schedule } = version;
  const excluded = slot.excluded ?? null;
  const { projectId } = job;
  return {
    fires: slot.fires,
    excluded,
    calendarName:
      excluded === null
        ? null
        : ((await findCalendarName(db, { projectId, slug: excluded.calendar })) ?? null),
    jitterMs: jitterMs(job.id, slot.at, "jitterSeconds" in schedule ? schedule.jitterSeconds : 0),
  };
}
