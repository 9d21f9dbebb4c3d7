import type { Tx } from "../../../db/client.ts";
import {
  type CalendarRow,
  type ConcernedJob,
  listConcernedJobs,
  lockCalendar,
  updateCalendar,
} from "../../../db/queries/calendars.ts";
import { insertEvents } from "../../../db/queries/events.ts";
import type { CalendarPatch, CalendarView } from "../../contracts/calendar.ts";
import type { CalendarEntry } from "../../domain/calendar/types.ts";
import { notFound, stale } from "../../domain/errors.ts";
import { canonicalJson, type JsonValue } from "../../domain/json.ts";
import { recordDeed } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { recomputeJob } from "../jobs/recompute.ts";
import { requireJob } from "../jobs/show.ts";
import { decideJobNow } from "../runs/open-due.ts";
import { releaseHeld } from "../runs/release-held.ts";
import { contentOf } from "./content.ts";
import { type CalendarCall, reachCalendar, requireCalendar } from "./find.ts";
import { showCalendar } from "./view.ts";

type Next = {
  readonly name: string;
  readonly description: string;
  readonly entries: readonly CalendarEntry[];
};

/**
 * Changes a calendar by a merge patch. What its jobs owe by now is decided under the old entries first (P1), and where
 * excluded slots move, the next instants follow the new ones (K1), in one transaction. A patch that changes nothing makes
 * no version. Throws `not_found`, `forbidden`, `stale`, `invalid` with every fault.
 */
export async function changeCalendar(
  ctx: Context,
  reference: CalendarCall,
  patch: CalendarPatch,
  ifMatch: number | null,
): Promise<CalendarView> {
  const { id } = await reachCalendar(ctx, "jobs.write", reference);
  const content = await contentOf(ctx, patch);
  const concerned = await ctx.db.transaction(async (tx) => {
    const present = await lockForChange(tx, id, ifMatch);
    const next = {
      name: patch.name ?? present.name,
      description:
        patch.description === undefined ? present.description : (patch.description ?? ""),
      entries: content?.entries ?? present.entries,
    };
    return isSame(present, next) ? [] : store(ctx, tx, present, next);
  });
  if (concerned.length > 0) {
    // Deciding may have opened runs, and held some behind others.
    ctx.hints.send("jobs", "runs", "events", "cancel");
    await releaseHeld(ctx, concerned);
  }
  return showCalendar(ctx.db, id);
}

/** Locks a calendar that is to be changed or deleted, before any of its jobs. Throws `not_found`, `stale`. */
export async function lockForChange(
  tx: Tx,
  id: string,
  ifMatch: number | null,
): Promise<CalendarRow> {
  const version = await lockCalendar(tx, id);
  if (version === null) throw notFound("calendar");
  if (ifMatch !== null && ifMatch !== version) throw stale(version);
  return requireCalendar(tx, { id });
}

/** Stores the next version; answers the ids of the jobs it concerns. */
async function store(
  ctx: Context,
  tx: Tx,
  present: CalendarRow,
  next: Next,
): Promise<readonly string[]> {
  const { id, projectId } = present;
  const version = present.version + 1;
  const isOther = entriesText(present) !== entriesText(next);
  const jobs = isOther ? await listConcernedJobs(tx, id) : [];
  for (const job of jobs) if (job.moves || job.isDue) await decideJobNow(ctx.queue, tx, job.id);
  await updateCalendar(tx, id, { ...next, version });
  for (const job of jobs)
    if (job.moves) await recomputeJob(tx, await requireJob(tx, job), "calendar");
  await insertEvents(tx, jobs.filter(({ moves }) => !moves).map(updatedEvent));
  await recordDeed(tx, ctx, {
    action: "calendar.updated",
    projectId,
    object: { kind: "calendar", id },
    before: { name: present.name, version: present.version, entries: present.entries.length },
    after: { name: next.name, version, entries: next.entries.length },
  });
  return jobs.map((job) => job.id);
}

function updatedEvent({ id, projectId, status, version }: ConcernedJob) {
  return { type: "job.updated", projectId, jobId: id, data: { status, version } };
}

function isSame(present: Next, next: Next): boolean {
  return (
    present.name === next.name &&
    present.description === next.description &&
    entriesText(present) === entriesText(next)
  );
}

function entriesText({ entries }: Pick<Next, "entries">): string {
  return canonicalJson(entries as JsonValue);
}
