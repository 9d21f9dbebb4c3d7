import type { Tx } from "../../../db/client.ts";
import { insertEvents } from "../../../db/queries/events.ts";
import { insertJobVersion } from "../../../db/queries/job-versions.ts";
import type { JobDefinitionRow, JobPosition } from "../../../db/queries/jobs.ts";
import type { JsonObject } from "../../domain/json.ts";
import { recordDeed } from "../audit/record.ts";
import { authorOf } from "../author.ts";
import type { Context } from "../context.ts";

type Recorded = JobDefinitionRow &
  Pick<JobPosition, "status"> & {
    readonly id: string;
    readonly projectId: string;
    readonly version: number;
  };

/** What was done to a job by hand. */
export type JobDeed = "created" | "updated" | "paused" | "resumed";

/** Writes a new version of a job into its history, tells the watching, and enters the deed in the audit. */
export async function recordVersion(
  tx: Tx,
  ctx: Context,
  job: Recorded,
  deed: JobDeed,
): Promise<void> {
  const { id: jobId, projectId, version, status } = job;
  const { name, params, schedule, policies } = job;
  const rest = restOf(job);
  const createdBy = authorOf(ctx.actor);
  await insertJobVersion(tx, { jobId, version, name, params, schedule, policies, rest, createdBy });
  const type = deed === "created" ? "job.created" : "job.updated";
  await insertEvents(tx, [{ type, projectId, jobId, data: { status, version } }]);
  await recordDeed(tx, ctx, {
    action: `job.${deed}`,
    projectId,
    object: { kind: "job", id: jobId },
    after: { key: job.key, status, version },
  });
}

function restOf(job: Recorded): JsonObject {
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
