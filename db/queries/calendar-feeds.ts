import { and, desc, eq, isNotNull, isNull, lt, sql } from "drizzle-orm";
import type { Schedule } from "../../lib/domain/schedule/types.ts";
import type { Db, Tx } from "../client.ts";
import { after, type Keyset } from "../keyset.ts";
import { calendarFeeds } from "../schema/calendar-feeds.ts";
import { databaseNow } from "../schema/columns.ts";
import { jobClocks } from "../schema/job-clocks.ts";
import { jobs } from "../schema/jobs.ts";
import { projectPauses } from "../schema/project-pauses.ts";
import { projects } from "../schema/projects.ts";
import { users } from "../schema/users.ts";
import { fromMs } from "../sql.ts";

/** A feed, without its token. */
export type FeedRow = {
  readonly id: string;
  readonly projectId: string;
  /** Slug of the project. */
  readonly project: string;
  readonly name: string;
  /** Null: all jobs of the project. */
  readonly jobId: string | null;
  readonly jobKey: string | null;
  readonly jobName: string | null;
  readonly createdBy: string | null;
  readonly createdByName: string | null;
  readonly createdAt: Date;
};

const columns = {
  id: calendarFeeds.id,
  projectId: calendarFeeds.projectId,
  project: projects.slug,
  name: calendarFeeds.name,
  jobId: calendarFeeds.jobId,
  jobKey: jobs.key,
  jobName: jobs.name,
  createdBy: calendarFeeds.createdBy,
  createdByName: users.name,
  createdAt: calendarFeeds.createdAt,
};

/** A feed goes with its job. */
const alive = sql`(${calendarFeeds.jobId} is null or ${jobs.deletedAt} is null)`;

function select(on: Db | Tx) {
  return on
    .select(columns)
    .from(calendarFeeds)
    .innerJoin(projects, eq(projects.id, calendarFeeds.projectId))
    .leftJoin(jobs, eq(jobs.id, calendarFeeds.jobId))
    .leftJoin(users, eq(users.id, calendarFeeds.createdBy));
}

/** A page of a project's feeds, newest first. */
export function listFeeds(
  on: Db | Tx,
  projectId: string,
  page: { readonly after?: Keyset | undefined; readonly limit: number },
): Promise<FeedRow[]> {
  return select(on)
    .where(and(eq(calendarFeeds.projectId, projectId), alive, after(calendarFeeds, page.after)))
    .orderBy(desc(calendarFeeds.createdAt), desc(calendarFeeds.id))
    .limit(page.limit);
}

/** A feed by its id, or by what is kept of its token. */
export async function findFeed(
  on: Db | Tx,
  by: { readonly id: string } | { readonly tokenHash: string },
): Promise<FeedRow | undefined> {
  const match =
    "id" in by ? eq(calendarFeeds.id, by.id) : eq(calendarFeeds.tokenHash, by.tokenHash);
  const [row] = await select(on).where(and(match, alive));
  return row;
}

export type NewFeed = {
  readonly id: string;
  readonly projectId: string;
  readonly jobId: string | null;
  readonly name: string;
  readonly tokenHash: string;
  readonly createdBy: string | null;
};

/** Stores a feed. */
export async function insertFeed(tx: Tx, feed: NewFeed): Promise<void> {
  await tx.insert(calendarFeeds).values(feed);
}

/** Deletes a feed: its address stands for nothing any more. */
export async function deleteFeed(tx: Tx, id: string): Promise<void> {
  await tx.delete(calendarFeeds).where(eq(calendarFeeds.id, id));
}

/** A job with slots ahead, as a feed shows it. */
export type FeedJob = {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  readonly version: number;
  readonly schedule: Schedule;
  /** Milliseconds since 1970. */
  readonly updatedAt: number;
};

/**
 * Jobs of a project, or the one named, that are not paused and have a slot before `before` (milliseconds since 1970), those
 * whose turn comes first in front, at most `limit`.
 */
export function listFeedJobs(
  on: Db | Tx,
  of: { readonly projectId: string; readonly jobId: string | null },
  before: number,
  limit: number,
): Promise<FeedJob[]> {
  return on
    .select({
      id: jobs.id,
      projectId: jobs.projectId,
      name: jobs.name,
      version: jobs.version,
      schedule: sql<Schedule>`${jobs.schedule}`,
      updatedAt: sql<number>`(extract(epoch from ${jobs.updatedAt}) * 1000)::float8`,
    })
    .from(jobs)
    .innerJoin(jobClocks, eq(jobClocks.jobId, jobs.id))
    .where(
      and(
        eq(jobs.projectId, of.projectId),
        of.jobId === null ? undefined : eq(jobs.id, of.jobId),
        isNull(jobs.deletedAt),
        isNull(jobs.pausedAt),
        isNotNull(jobClocks.nextFireAt),
        lt(jobClocks.nextFireAt, fromMs(before)),
      ),
    )
    .orderBy(jobClocks.nextFireAt, jobs.id)
    .limit(limit);
}

/** Whether all of a project is paused, and how many of its jobs, or of the one named, are by themselves. */
export async function readFeedPauses(
  on: Db | Tx,
  of: { readonly projectId: string; readonly jobId: string | null },
): Promise<{ readonly project: boolean; readonly jobs: number }> {
  const pause = await on
    .select({ id: projectPauses.id })
    .from(projectPauses)
    .where(
      and(
        eq(projectPauses.projectId, of.projectId),
        isNull(projectPauses.resumedAt),
        sql`(${projectPauses.until} is null or ${projectPauses.until} > ${databaseNow})`,
      ),
    );
  const [paused] = await on
    .select({ count: sql<number>`count(*)::int` })
    .from(jobs)
    .where(
      and(
        eq(jobs.projectId, of.projectId),
        of.jobId === null ? undefined : eq(jobs.id, of.jobId),
        isNull(jobs.deletedAt),
        isNotNull(jobs.pausedAt),
      ),
    );
  return { project: pause.length > 0, jobs: paused?.count ?? 0 };
}
