import type { Db, Tx } from "../../../db/client.ts";
import {
  type JobVersionRow,
  readJobVersions,
  readTemplateVersions,
  type TemplateVersionRow,
} from "../../../db/queries/definitions.ts";
import {
  executionKind,
  type PartialPolicies,
  type Policies,
  resolvePolicies,
} from "../../domain/policies.ts";
import { compileSchedule } from "../../domain/schedule/compile.ts";
import type { CompiledSchedule, Schedule } from "../../domain/schedule/types.ts";
import { Recent } from "../../platform/recent.ts";
import type { ScheduleCalendars } from "../calendars/rules.ts";

/*
 * Versions of templates and jobs never change, so a process keeps those it has met: a busy job costs no look at its
 * definition.
 */
const templateVersions = new Recent<TemplateVersionRow>(5_000);
const jobVersions = new Recent<JobVersionRow>(50_000);
const schedules = new Recent<CompiledSchedule>(50_000);

/** Template versions by id. Throws when one does not exist, which the foreign keys rule out. */
export async function templateVersionsById(
  on: Db | Tx,
  ids: Iterable<string>,
): Promise<ReadonlyMap<string, TemplateVersionRow>> {
  const wanted = [...new Set(ids)];
  const missing = wanted.filter((id) => templateVersions.get(id) === undefined);
  if (missing.length > 0)
    for (const row of await readTemplateVersions(on, missing)) templateVersions.set(row.id, row);
  return new Map(
    wanted.map((id) => [id, found(templateVersions.get(id), `template version ${id}`)]),
  );
}

/** Job versions by `jobVersionKey`. Throws when one does not exist. */
export async function jobVersionsByKey(
  on: Db | Tx,
  wanted: readonly { jobId: string; jobVersion: number }[],
): Promise<ReadonlyMap<string, JobVersionRow>> {
  const keys = new Map(wanted.map((w) => [jobVersionKey(w.jobId, w.jobVersion), w]));
  const missing = [...keys].filter(([key]) => jobVersions.get(key) === undefined);
  if (missing.length > 0) {
    const asked = missing.map(([, w]) => ({ jobId: w.jobId, version: w.jobVersion }));
    for (const row of await readJobVersions(on, asked))
      jobVersions.set(jobVersionKey(row.jobId, row.version), row);
  }
  return new Map(
    [...keys.keys()].map((key) => [key, found(jobVersions.get(key), `job version ${key}`)]),
  );
}

/** The key of a job's version in `jobVersionsByKey`. */
export function jobVersionKey(jobId: string, version: number): string {
  return `${jobId}:${version}`;
}

/** The schedule of a job's version under its calendars, compiled once. */
export function compiledSchedule(
  job: { id: string; version: number; schedule: unknown },
  calendars: ScheduleCalendars | null,
): CompiledSchedule {
  const version = jobVersionKey(job.id, job.version);
  const key = calendars === null ? version : `${version}:${calendars.key}`;
  return (
    schedules.get(key) ??
    schedules.set(key, compileSchedule(job.schedule as Schedule, job.id, calendars?.compiled))
  );
}

/** The policies in force for a job under a template version. `params` are its parameters, where its time limit matters. */
export function policiesOf(
  template: TemplateVersionRow,
  jobPolicies: unknown,
  params?: { readonly mode?: unknown },
): Policies {
  const kind = executionKind(template.executor, template.config as { mode?: unknown }, params);
  return resolvePolicies(
    kind,
    template.policies as PartialPolicies,
    jobPolicies as PartialPolicies,
  );
}

/** The policies in force for a run, under the versions it was opened with. */
export async function policiesOfRun(
  on: Db | Tx,
  run: { jobId: string; jobVersion: number; templateVersionId: string },
): Promise<Policies> {
  const [jobs, templates] = await Promise.all([
    jobVersionsByKey(on, [run]),
    templateVersionsById(on, [run.templateVersionId]),
  ]);
  const { jobId, jobVersion, templateVersionId } = run;
  const job = found(jobs.get(jobVersionKey(jobId, jobVersion)), `job version of ${jobId}`);
  const template = found(templates.get(templateVersionId), `template version ${templateVersionId}`);
  return policiesOf(template, job.policies);
}

function found<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new Error(`${what} does not exist although a row refers to it`);
  return value;
}
