import { createHash } from "node:crypto";
import { setImmediate as others } from "node:timers/promises";
import {
  type FeedJob,
  type FeedRow,
  listFeedJobs,
  readFeedPauses,
} from "../../../db/queries/calendar-feeds.ts";
import { readNow } from "../../../db/sql.ts";
import { writeFeed } from "../../domain/ical/write-feed.ts";
import { describeSchedule } from "../../domain/schedule/describe.ts";
import { existing, readCalendars } from "../calendars/rules.ts";
import type { Context } from "../context.ts";
import { compiledSchedule } from "../runs/definitions.ts";
import { feedOfToken } from "./find.ts";
import { type PlannedJob, type UpcomingEvents, upcomingOf } from "./upcoming.ts";

const DAYS_AHEAD = 90;
const DAY_MS = 86_400_000;
/** Events of a feed; as many jobs can have one, so that no others need be looked at. */
const LIMIT = 1_000;
/** Events of one job in the feed of its project. */
const PER_JOB = 200;
/** Schedules made ready before other calls have their turn. */
const AT_ONCE = 50;

/** What a feed shows now. `tag` is the same while the text is. */
export type ShownFeed = { readonly text: string; readonly tag: string };

/**
 * The occurrences of the next 90 days behind a feed's address: names of jobs, their schedules in words and the moments,
 * nothing of their parameters. Paused jobs show none. Throws `not_found` for a token that stands for nothing.
 */
export async function showFeed(ctx: Context, token: string): Promise<ShownFeed> {
  const feed = await feedOfToken(ctx, token);
  const now = await readNow(ctx.db);
  const range = { from: now, to: now + DAYS_AHEAD * DAY_MS };
  const pauses = await readFeedPauses(ctx.db, feed);
  const jobs = pauses.project ? [] : await listFeedJobs(ctx.db, feed, range.to, LIMIT);
  const perJob = feed.jobId === null ? PER_JOB : LIMIT;
  const found = upcomingOf(await readyToPlan(ctx, jobs), range, { limit: LIMIT, perJob });
  const text = writeFeed({
    name: feed.name,
    notes: notesOf(feed, pauses, found),
    events: found.events.map(({ job, at }) => ({
      jobId: job.id,
      at,
      name: job.name,
      description: describeSchedule(job.schedule, job.id),
      url: new URL(`/jobs/${job.id}`, ctx.config.publicUrl).href,
      changedAt: job.updatedAt,
    })),
  });
  return { text, tag: createHash("sha256").update(text).digest("base64url").slice(0, 22) };
}

async function readyToPlan(ctx: Context, jobs: readonly FeedJob[]): Promise<PlannedJob[]> {
  const calendarsOf = await readCalendars(ctx.db, jobs);
  const ready: PlannedJob[] = [];
  for (const [index, job] of jobs.entries()) {
    if (index % AT_ONCE === AT_ONCE - 1) await others();
    const schedule = compiledSchedule(job, existing(calendarsOf(job)));
    ready.push({ job, schedule });
  }
  return ready;
}

function notesOf(
  { jobId }: FeedRow,
  pauses: { readonly project: boolean; readonly jobs: number },
  { cut, frequent }: UpcomingEvents,
): string[] {
  const names = frequent.slice(0, 5).map(({ name }) => name);
  return [
    ...(pauses.project ? ["The project is paused: nothing fires until it is resumed."] : []),
    ...(pauses.jobs > 0 ? [pausedWords(jobId, pauses.jobs)] : []),
    ...(cut ? [`Only the next ${LIMIT} occurrences are shown.`] : []),
    ...(frequent.length > 0 && jobId === null
      ? [
          `Only the next ${PER_JOB} are shown of ${names.join(", ")}${frequent.length > 5 ? " and others" : ""}.`,
        ]
      : []),
    ...(frequent.length > 0 && jobId !== null
      ? [`Only the next ${LIMIT} occurrences are shown.`]
      : []),
  ];
}

function pausedWords(jobId: string | null, count: number): string {
  if (jobId !== null) return "The job is paused: nothing fires until it is resumed.";
  return count === 1
    ? "One job is paused and shows nothing."
    : `${count} jobs are paused and show nothing.`;
}
