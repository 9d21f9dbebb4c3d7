import { and, desc, eq, inArray, isNull, type SQL, sql } from "drizzle-orm";
import type { ConcurrencyGroup } from "../../lib/domain/concurrency.ts";
import type { JsonObject } from "../../lib/domain/json.ts";
import type { Executor, PartialPolicies } from "../../lib/domain/policies.ts";
import type { Schedule } from "../../lib/domain/schedule/types.ts";
import type { Db, Tx } from "../client.ts";
import { after, anyOf, containing, type Keyset } from "../keyset.ts";
import { databaseNow } from "../schema/columns.ts";
import { jobClocks } from "../schema/job-clocks.ts";
import { jobs } from "../schema/jobs.ts";
import { projects } from "../schema/projects.ts";
import { templateVersions } from "../schema/template-versions.ts";
import { templates } from "../schema/templates.ts";
import { users } from "../schema/users.ts";
import { fromMs } from "../sql.ts";
import { type JobStatus, jobStatus, shownStatus } from "./job-status.ts";
import { pauseOfProject } from "./project-pauses.ts";

/** A job as people see it, with the names of its project and template. */
export type JobRow = {
  readonly id: string;
  readonly projectId: string;
  readonly project: string;
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly templateId: string;
  readonly template: string;
  readonly builtIn: boolean;
  readonly executor: Executor;
  /** The pinned version; null follows the latest. */
  readonly templateVersion: number | null;
  readonly templateVersionId: string;
  readonly resolvedTemplateVersion: number;
  readonly templateConfig: JsonObject;
  readonly templatePolicies: PartialPolicies;
  readonly params: JsonObject;
  readonly tags: string[];
  readonly pool: string;
  readonly priority: number;
  readonly schedule: Schedule;
  readonly policies: PartialPolicies;
  readonly concurrencyGroup: ConcurrencyGroup | null;
  readonly version: number;
  /** Of the job by itself: `projectPause` pauses it too. */
  readonly status: JobStatus;
  readonly nextFireAt: Date | null;
  /** It waits for the end of its project's pause. */
  readonly parked: boolean;
  readonly decidedUntil: Date;
  readonly pausedAt: Date | null;
  readonly pausedUntil: Date | null;
  readonly pausedBy: string | null;
  readonly pauseNote: string | null;
  /** The pause its project is in: milliseconds since 1970. */
  readonly projectPause: { readonly at: number; readonly until: number | null } | null;
  readonly createdBy: string | null;
  readonly createdByName: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

const columns = {
  id: jobs.id,
  projectId: jobs.projectId,
  project: projects.slug,
  key: jobs.key,
  name: jobs.name,
  description: jobs.description,
  templateId: jobs.templateId,
  template: templates.slug,
  builtIn: templates.builtIn,
  executor: templates.executor,
  templateVersion: jobs.templateVersion,
  templateVersionId: jobs.templateVersionId,
  resolvedTemplateVersion: templateVersions.version,
  templateConfig: sql<JsonObject>`${templateVersions.config}`,
  templatePolicies: sql<PartialPolicies>`${templateVersions.policies}`,
  params: sql<JsonObject>`${jobs.params}`,
  tags: jobs.tags,
  pool: jobs.pool,
  priority: jobs.priority,
  schedule: sql<Schedule>`${jobs.schedule}`,
  policies: sql<PartialPolicies>`${jobs.policies}`,
  concurrencyGroup: sql<ConcurrencyGroup | null>`${jobs.concurrencyGroup}`,
  version: jobs.version,
  status: jobStatus,
  nextFireAt: jobClocks.nextFireAt,
  parked: jobClocks.parked,
  decidedUntil: jobClocks.decidedUntil,
  pausedAt: jobs.pausedAt,
  pausedUntil: jobs.pausedUntil,
  pausedBy: jobs.pausedBy,
  pauseNote: jobs.pauseNote,
  projectPause: pauseOfProject,
  createdBy: jobs.createdBy,
  createdByName: users.name,
  createdAt: jobs.createdAt,
  updatedAt: jobs.updatedAt,
};

/** What a caller calls a job by: ids are everybody's, keys a project's. */
export type JobName =
  | { readonly id: string }
  | { readonly projectId: string; readonly key: string };

const named = (by: JobName): SQL | undefined =>
  "id" in by ? eq(jobs.id, by.id) : and(eq(jobs.projectId, by.projectId), eq(jobs.key, by.key));

/** A job; deleted ones are not found. */
export async function findJob(on: Db | Tx, by: JobName): Promise<JobRow | undefined> {
  const rows = await on
    .select(columns)
    .from(jobs)
    .innerJoin(jobClocks, eq(jobClocks.jobId, jobs.id))
    .innerJoin(projects, eq(projects.id, jobs.projectId))
    .innerJoin(templates, eq(templates.id, jobs.templateId))
    .innerJoin(templateVersions, eq(templateVersions.id, jobs.templateVersionId))
    .leftJoin(users, eq(users.id, jobs.createdBy))
    .where(and(named(by), isNull(jobs.deletedAt)))
    .limit(1);
  return rows[0];
}

export type JobFilter = {
  readonly projectId: string;
  readonly statuses?: readonly JobStatus[] | undefined;
  /** Ids of templates. */
  readonly templateIds?: readonly string[] | undefined;
  /** All of them. */
  readonly tags?: readonly string[] | undefined;
  readonly q?: string | undefined;
  readonly after?: Keyset | undefined;
  readonly limit: number;
};

/** A page of a project's jobs, newest first. */
export function listJobs(on: Db | Tx, filter: JobFilter): Promise<JobRow[]> {
  return on
    .select(columns)
    .from(jobs)
    .innerJoin(jobClocks, eq(jobClocks.jobId, jobs.id))
    .innerJoin(projects, eq(projects.id, jobs.projectId))
    .innerJoin(templates, eq(templates.id, jobs.templateId))
    .innerJoin(templateVersions, eq(templateVersions.id, jobs.templateVersionId))
    .leftJoin(users, eq(users.id, jobs.createdBy))
    .where(
      and(
        eq(jobs.projectId, filter.projectId),
        isNull(jobs.deletedAt),
        filter.statuses && sql`${shownStatus} = any(${anyOf(filter.statuses, "text")})`,
        filter.templateIds && sql`${jobs.templateId} = any(${anyOf(filter.templateIds, "uuid")})`,
        filter.tags && sql`${jobs.tags} @> ${anyOf(filter.tags, "text")}`,
        matching(filter.q),
        after(jobs, filter.after),
      ),
    )
    .orderBy(desc(jobs.createdAt), desc(jobs.id))
    .limit(filter.limit);
}

function matching(q: string | undefined): SQL | undefined {
  if (q === undefined) return undefined;
  const pattern = containing(q);
  return sql`(${jobs.name} ilike ${pattern} or ${jobs.key} ilike ${pattern} or ${jobs.description} ilike ${pattern})`;
}

/**
 * Ids of the project's jobs, deleted ones too, that ever used one of these templates and whose name or key has `q`
 * in it; at most `limit`. For filters of the ledger.
 */
export async function findJobIds(
  on: Db | Tx,
  projectId: string,
  wanted: { readonly templateIds?: readonly string[] | undefined; readonly q?: string | undefined },
  limit: number,
): Promise<string[]> {
  const { templateIds, q } = wanted;
  const pattern = q === undefined ? undefined : containing(q);
  const rows = await on
    .select({ id: jobs.id })
    .from(jobs)
    .where(
      and(
        eq(jobs.projectId, projectId),
        pattern === undefined
          ? undefined
          : sql`(${jobs.name} ilike ${pattern} or ${jobs.key} ilike ${pattern})`,
        templateIds &&
          sql`${jobs.id} in (select v.job_id from job_versions v where v.rest->>'templateId' = any(${anyOf(templateIds, "text")}))`,
      ),
    )
    .limit(limit);
  return rows.map((row) => row.id);
}

/** The columns of a job that its definition decides. */
export type JobDefinitionRow = {
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly templateId: string;
  readonly templateVersion: number | null;
  readonly templateVersionId: string;
  readonly params: JsonObject;
  readonly tags: readonly string[];
  readonly pool: string;
  readonly priority: number;
  readonly schedule: Schedule;
  readonly policies: PartialPolicies;
  readonly concurrencyGroup: ConcurrencyGroup | null;
};

/** Where a job stands in time. Instants are milliseconds since 1970. */
export type JobPosition = {
  /** Follows from the rest; for those who tell of it. */
  readonly status: JobStatus;
  readonly nextFireAt: number | null;
  readonly decidedUntil: number;
  readonly tzdata: string;
  readonly pausedAt: number | null;
  readonly pausedUntil: number | null;
  readonly pausedBy: string | null;
  readonly pauseNote: string | null;
};

export type NewJob = JobDefinitionRow &
  JobPosition & {
    readonly id: string;
    readonly projectId: string;
    readonly createdBy: string | null;
  };

/** Stores a job in version 1. False: a job of the project has the key. */
export async function insertJob(tx: Tx, job: NewJob): Promise<boolean> {
  const { id, projectId, createdBy } = job;
  const stored = await tx
    .insert(jobs)
    .values({
      id,
      projectId,
      createdBy,
      version: 1,
      ...definitionColumns(job),
      ...pauseColumns(job),
    })
    .onConflictDoNothing()
    .returning({ id: jobs.id });
  if (stored.length === 0) return false;
  await tx.insert(jobClocks).values({ jobId: id, projectId, version: 1, ...clockColumns(job) });
  return true;
}

/** Of some keys those that jobs of the project have. */
export async function takenKeys(
  on: Db | Tx,
  projectId: string,
  keys: readonly string[],
): Promise<Set<string>> {
  const rows = await on
    .select({ key: jobs.key })
    .from(jobs)
    .where(
      and(eq(jobs.projectId, projectId), inArray(jobs.key, [...keys]), isNull(jobs.deletedAt)),
    );
  return new Set(rows.map((row) => row.key));
}

/** Gives a locked job a new definition and position in one new version. */
export async function updateJob(
  tx: Tx,
  id: string,
  change: JobDefinitionRow & JobPosition & { readonly version: number },
): Promise<void> {
  await tx
    .update(jobs)
    .set({
      version: change.version,
      ...definitionColumns(change),
      ...pauseColumns(change),
      updatedAt: databaseNow,
    })
    .where(eq(jobs.id, id));
  await tx
    .update(jobClocks)
    .set({ version: change.version, ...clockColumns(change) })
    .where(eq(jobClocks.jobId, id));
}

/** Moves a locked job to another next instant, in a version of its own where that is told in its history. */
export async function moveClock(
  tx: Tx,
  id: string,
  to: { readonly version: number; readonly nextFireAt: number | null; readonly tzdata: string },
): Promise<void> {
  const { version, tzdata } = to;
  await tx.update(jobs).set({ version }).where(eq(jobs.id, id));
  await tx
    .update(jobClocks)
    .set({ version, tzdata, nextFireAt: fromMs(to.nextFireAt), parked: false })
    .where(eq(jobClocks.jobId, id));
}

/**
 * Deletes a job for people, whose slots up to `now` (milliseconds since 1970) are decided; its runs stay readable, its key
 * is free again.
 */
export async function markJobDeleted(tx: Tx, id: string, now: number): Promise<void> {
  await tx
    .update(jobs)
    .set({ deletedAt: databaseNow, updatedAt: databaseNow })
    .where(eq(jobs.id, id));
  await tx
    .update(jobClocks)
    .set({
      nextFireAt: null,
      parked: false,
      decidedUntil: sql`greatest(${jobClocks.decidedUntil}, ${fromMs(now)})`,
    })
    .where(eq(jobClocks.jobId, id));
}

/** A job that follows the latest version of a template. */
export type Follower = {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  readonly params: JsonObject;
  readonly policies: PartialPolicies;
};

/** A page of the jobs that follow the latest version of a template, by id. */
export function listFollowers(
  on: Db | Tx,
  templateId: string,
  page: { readonly afterId?: string | undefined; readonly limit: number },
): Promise<Follower[]> {
  return on
    .select({
      id: jobs.id,
      projectId: jobs.projectId,
      name: jobs.name,
      params: sql<JsonObject>`${jobs.params}`,
      policies: sql<PartialPolicies>`${jobs.policies}`,
    })
    .from(jobs)
    .where(
      and(
        eq(jobs.templateId, templateId),
        isNull(jobs.templateVersion),
        isNull(jobs.deletedAt),
        page.afterId === undefined ? undefined : sql`${jobs.id} > ${page.afterId}::uuid`,
      ),
    )
    .orderBy(jobs.id)
    .limit(page.limit);
}

/** Moves the followers of a template to another version of it. Not a new version of the jobs: their definition stays. */
export async function moveFollowers(
  tx: Tx,
  templateId: string,
  templateVersionId: string,
): Promise<void> {
  await tx
    .update(jobs)
    .set({ templateVersionId })
    .where(
      and(eq(jobs.templateId, templateId), isNull(jobs.templateVersion), isNull(jobs.deletedAt)),
    );
}

function definitionColumns(
  job: JobDefinitionRow,
): Omit<JobDefinitionRow, "tags"> & { tags: string[] } {
  return {
    key: job.key,
    name: job.name,
    description: job.description,
    templateId: job.templateId,
    templateVersion: job.templateVersion,
    templateVersionId: job.templateVersionId,
    params: job.params,
    tags: [...job.tags],
    pool: job.pool,
    priority: job.priority,
    schedule: job.schedule,
    policies: job.policies,
    concurrencyGroup: job.concurrencyGroup,
  };
}

function pauseColumns(job: JobPosition) {
  return {
    pausedAt: fromMs(job.pausedAt),
    pausedUntil: fromMs(job.pausedUntil),
    pausedBy: job.pausedBy,
    pauseNote: job.pauseNote,
  };
}

function clockColumns(job: JobPosition) {
  return {
    nextFireAt: fromMs(job.nextFireAt),
    decidedUntil: fromMs(job.decidedUntil),
    tzdata: job.tzdata,
    parked: false,
  };
}

/** Whether jobs of other projects use a template, in any version. */
export async function isUsedElsewhere(
  tx: Tx,
  templateId: string,
  projectId: string,
): Promise<boolean> {
  const rows = await tx
    .select({ id: jobs.id })
    .from(jobs)
    .where(
      and(
        eq(jobs.templateId, templateId),
        isNull(jobs.deletedAt),
        sql`${jobs.projectId} <> ${projectId}::uuid`,
      ),
    )
    .limit(1);
  return rows.length > 0;
}
