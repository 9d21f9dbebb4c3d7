import { z } from "zod";
import { MISFIRE_POLICIES } from "../domain/policies.ts";
import { RUN_STATUSES } from "../domain/run-state.ts";
import {
  author,
  id,
  instant,
  instantInput,
  jsonObject,
  oneOrMore,
  pageOf,
  pageQuery,
  pool,
  projectInput,
  reference,
  references,
  title,
} from "./common.ts";
import { overlapPolicy, policiesInput, policiesView } from "./policies.ts";
import { scheduleInput, scheduleView } from "./schedule.ts";
import { executor } from "./template.ts";

export const JOB_STATUSES = ["active", "paused", "finished"] as const;

/** What files, command line and message buses call a job by. */
export const jobKey = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{0,99}$/,
    "must be lower-case letters, digits and hyphens, at most 100, and not begin with a hyphen",
  );

const description = z.string().max(5000);
const templateVersion = z.int().min(1).max(1_000_000).nullable();
const tags = z
  .array(z.string().trim().min(1).max(50))
  .max(20)
  .refine((all) => new Set(all).size === all.length, "must not name a tag twice");
const priority = z.int().min(-1000).max(1000);
const concurrencyGroup = z.strictObject({
  key: z.string().min(1).max(100),
  limit: z.int().min(1).max(1000),
});

export const jobCreate = z.strictObject({
  project: projectInput,
  name: title(200),
  key: jobKey.nullable().optional(),
  description: description.nullable().optional(),
  template: reference,
  templateVersion: templateVersion.optional(),
  params: jsonObject.nullable().optional(),
  tags: tags.nullable().optional(),
  enabled: z.boolean().optional(),
  pool: pool.nullable().optional(),
  priority: priority.nullable().optional(),
  schedule: scheduleInput,
  policies: policiesInput.nullable().optional(),
  concurrencyGroup: concurrencyGroup.nullable().optional(),
});
export type JobCreate = z.infer<typeof jobCreate>;

/** A merge patch (RFC 7396) in which `schedule` and `params` are replaced whole and null restores the default. */
export const jobPatch = z.strictObject({
  name: title(200).optional(),
  key: jobKey.optional(),
  description: description.nullable().optional(),
  template: reference.optional(),
  templateVersion: templateVersion.optional(),
  params: jsonObject.nullable().optional(),
  tags: tags.nullable().optional(),
  enabled: z.boolean().optional(),
  pool: pool.nullable().optional(),
  priority: priority.nullable().optional(),
  schedule: scheduleInput.optional(),
  policies: policiesInput.nullable().optional(),
  concurrencyGroup: concurrencyGroup.nullable().optional(),
});
export type JobPatch = z.infer<typeof jobPatch>;

export const jobListQuery = z.strictObject({
  ...pageQuery,
  project: projectInput,
  status: oneOrMore(JOB_STATUSES).optional(),
  template: references.optional(),
  tag: z.string().max(50).optional(),
  q: z.string().max(200).optional(),
});
export type JobListQuery = z.infer<typeof jobListQuery>;

export const jobQuery = z.strictObject({ project: projectInput });

export const pauseBody = z.strictObject({
  until: instantInput.nullable().optional(),
  note: z.string().max(1000).nullable().optional(),
});
export type PauseBody = z.infer<typeof pauseBody>;

export const resumeBody = z.strictObject({ missed: z.enum(MISFIRE_POLICIES).optional() });
export type ResumeBody = z.infer<typeof resumeBody>;

/** Run now, or at another moment: `delay` is a duration such as `2m`, `at` an instant. */
export const runNowBody = z
  .strictObject({
    params: jsonObject.optional(),
    delay: z.string().min(1).max(100).optional(),
    at: instantInput.optional(),
    overlap: overlapPolicy.optional(),
  })
  .refine(
    (body) => body.delay === undefined || body.at === undefined,
    "takes delay or at, not both",
  );
export type RunNowBody = z.infer<typeof runNowBody>;

export const lastRunView = z
  .strictObject({
    id,
    status: z.enum(RUN_STATUSES),
    reason: z.string().nullable(),
    scheduledFor: instant,
    startedAt: instant.nullable(),
    finishedAt: instant.nullable(),
    durationMs: z.number().nullable(),
  })
  .meta({ id: "LastRun" });
export type LastRunView = z.infer<typeof lastRunView>;

/** A job. `policies` are those in force, `ownPolicies` what the job itself says; `version` is the ETag. */
export const jobView = z
  .strictObject({
    id,
    project: z.string(),
    key: z.string(),
    name: z.string(),
    description: z.string(),
    template: z.string(),
    templateId: id,
    templateVersion: z.int().nullable(),
    resolvedTemplateVersion: z.int(),
    executor,
    params: jsonObject,
    tags: z.array(z.string()),
    enabled: z.boolean(),
    pool: z.string(),
    priority: z.int(),
    schedule: scheduleView,
    /** The schedule in words. */
    scheduleDescription: z.string(),
    policies: policiesView,
    ownPolicies: policiesInput,
    concurrencyGroup: concurrencyGroup.nullable(),
    version: z.int(),
    status: z.enum(JOB_STATUSES),
    pausedAt: instant.nullable(),
    pausedUntil: instant.nullable(),
    pauseNote: z.string().nullable(),
    /** The pause of its whole project, which pauses it too. */
    projectPaused: z.strictObject({ at: instant, until: instant.nullable() }).nullable(),
    nextRunAt: instant.nullable(),
    lastRun: lastRunView.nullable(),
    /** The newest runs, newest first, at most 20. */
    recentRuns: z.array(lastRunView),
    createdBy: author,
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: "Job" });
export type JobView = z.infer<typeof jobView>;
export const jobPage = pageOf(jobView);
