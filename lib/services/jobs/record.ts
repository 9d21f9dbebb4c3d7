import type { Tx } from "../../../db/client.ts";
import { insertEvents } from "../../../db/queries/events.ts";
import { insertJobVersion } from "../../../db/queries/job-versions.ts";
import type { JobDefinitionRow, JobPosition } from "../../../db/queries/jobs.ts";
import type { Calendar } from "../../domain/calendar/types.ts";
import type { JsonObject } from "../../domain/json.ts";
import { recordDeed } from "../audit/record.ts";
import { authorOf } from "../author.ts";
import { existing, readCalendars } from "../calendars/rules.ts";
import type { Context } from "../context.ts";
import { deedOfChange, deedOfNew, type Told } from "./deed.ts";

type Recorded = JobDefinitionRow &
  Pick<JobPosition, "status"> & {
    readonly id: string;
    readonly projectId: string;
    readonly version: number;
    /** Milliseconds since 1970 after which its schedule counts; null where that goes on. */
    readonly countsFrom: number | null;
  };

/** What was done to a job by hand. */
export type JobDeed = "created" | "updated" | "paused" | "resumed";

/**
 * Writes a new version of a job into its history, tells the watching, and enters the deed in the audit. `present` is the
 * job as it was before, null for a new one.
 */
export async function recordVersion(
  tx: Tx,
  ctx: Context,
  job: Recorded,
  deed: JobDeed,
  present: Told | null,
): Promise<void> {
  const { id: jobId, projectId, version, status } = job;
  const { name, params, schedule, policies } = job;
  const rest = restOf(job);
  const createdBy = authorOf(ctx.actor);
  const { countsFrom } = job;
  const calendars = await movingCalendars(tx, job);
  const said = { name, params, schedule, policies, rest };
  await insertJobVersion(tx, { jobId, version, ...said, countsFrom, calendars, createdBy });
  const type = deed === "created" ? "job.created" : "job.updated";
  await insertEvents(tx, [{ type, projectId, jobId, data: { status, version } }]);
  await recordDeed(tx, ctx, {
    action: `job.${deed}`,
    projectId,
    object: { kind: "job", id: jobId },
    ...(present === null ? deedOfNew(job) : deedOfChange(present, job)),
  });
}

/** Where excluded slots move, the slots follow from what the calendars say now; that is kept with the version. */
export async function movingCalendars(
  tx: Tx,
  job: Pick<Recorded, "projectId" | "schedule">,
): Promise<readonly Calendar[] | null> {
  if (!("onExcluded" in job.schedule)) return null;
  return existing((await readCalendars(tx, [job]))(job))?.calendars ?? null;
}

/** The fields of a definition that its history keeps together, by the names the API gives them. */
export function restOf(job: Omit<Recorded, "version" | "countsFrom">): JsonObject {
  return {
    key: job.key,
    description: job.description,
    templateId: job.templateId,
    templateVersion: job.templateVersion,
    tags: job.tags,
    enabled: job.status !== "paused",
    pool: job.pool,
    priority: job.priority,
    concurrencyGroup: job.concurrencyGroup,
  };
}
