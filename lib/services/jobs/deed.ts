import type { JobDefinitionRow, JobPosition } from "../../../db/queries/jobs.ts";
import { changedMembers, changesOf } from "../../domain/changes.ts";
import type { JsonObject } from "../../domain/json.ts";

/** What the audit says of a job. */
export type Told = JobDefinitionRow & Pick<JobPosition, "status"> & { readonly version: number };

/** A new job for the audit. */
export function deedOfNew(job: Told): { readonly after: JsonObject } {
  return { after: { ...said(job), parameters: Object.keys(job.params) } };
}

/** A change of a job for the audit: what differs. Of parameters only the names: people write into them what is nobody's business. */
export function deedOfChange(
  present: Told,
  next: Told,
): { readonly before: JsonObject; readonly after: JsonObject } {
  const { before, after } = changesOf(said(present), said(next));
  const names = changedMembers(present.params, next.params);
  return { before, after: names.length === 0 ? after : { ...after, changedParameters: names } };
}

function said(job: Told): JsonObject {
  return {
    key: job.key,
    name: job.name,
    description: job.description,
    version: job.version,
    status: job.status,
    templateId: job.templateId,
    templateVersion: job.templateVersion,
    schedule: job.schedule as unknown as JsonObject,
    policies: job.policies as JsonObject,
    tags: job.tags,
    pool: job.pool,
    priority: job.priority,
    concurrencyGroup: job.concurrencyGroup,
  };
}
