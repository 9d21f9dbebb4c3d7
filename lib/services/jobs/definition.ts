import type { Db, Tx } from "../../../db/client.ts";
import { holdCalendars } from "../../../db/queries/calendar-rules.ts";
import type { JobDefinitionRow, JobRow } from "../../../db/queries/jobs.ts";
import { findTemplate, holdTemplate, type TemplateRow } from "../../../db/queries/templates.ts";
import type { ScheduleInput } from "../../contracts/schedule.ts";
import type { ConcurrencyGroup } from "../../domain/concurrency.ts";
import { invalid } from "../../domain/errors.ts";
import type { JsonObject } from "../../domain/json.ts";
import type { PartialPolicies } from "../../domain/policies.ts";
import type { Problem } from "../../domain/problem.ts";
import { normalizeSchedule } from "../../domain/schedule/normalize.ts";
import type { Schedule } from "../../domain/schedule/types.ts";
import { type CalendarsOf, namesOf, readCalendars } from "../calendars/rules.ts";
import { isId } from "../page.ts";
import { checkParamsUnder, checkPoliciesUnder } from "../templates/check.ts";

/** A definition as a person wants it, every field present, before anything is looked up. */
export type WantedDefinition = {
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly templateVersion: number | null;
  readonly params: JsonObject;
  readonly tags: readonly string[];
  readonly pool: string;
  readonly priority: number;
  readonly policies: PartialPolicies;
  readonly concurrencyGroup: ConcurrencyGroup | null;
};

/** The schedule of a definition: one a person sends, or the one that stays. */
export type WantedSchedule =
  | { readonly set: ScheduleInput; readonly previous: Schedule | null }
  | { readonly keep: Schedule };

/** Which parts of a definition are to be checked: what was not sent is not judged again. */
export type Checks = { readonly params: boolean; readonly policies: boolean };

/** A template a definition names, or what is wrong with the name. */
export type ChosenTemplate =
  | { readonly row: TemplateRow }
  | { readonly problems: readonly Problem[] };

/** The calendars a schedule names, or which of its names stand for nothing. */
export type ChosenCalendars = ReturnType<CalendarsOf>;

/** Looks up the calendars a schedule names; of a schedule that is not sent, none. */
export async function chooseCalendars(
  on: Db | Tx,
  projectId: string,
  schedule: ScheduleInput | undefined,
): Promise<ChosenCalendars> {
  if (schedule === undefined) return null;
  return (await readCalendars(on, [{ projectId, schedule }]))({ projectId, schedule });
}

/** Keeps the calendars a schedule names as they are until the end of the transaction; before the job's own lock. */
export async function holdNamedCalendars(
  tx: Tx,
  projectId: string,
  schedule: ScheduleInput | undefined,
): Promise<void> {
  if (schedule === undefined) return;
  await holdCalendars(
    tx,
    namesOf(schedule).map((name) => ({ projectId, name })),
  );
}

/** Checks all of a definition under its template. Throws `invalid` with every fault. */
export function checkDefinition(
  job: { readonly id: string; readonly now: number },
  wanted: WantedDefinition,
  template: ChosenTemplate,
  schedule: WantedSchedule,
  calendars: ChosenCalendars,
  checks: Checks,
): JobDefinitionRow {
  const checked = checkSchedule(schedule, job, calendars);
  const problems = [
    ...("problems" in template ? template.problems : judged(template.row, wanted, checks)),
    ...("problems" in checked ? checked.problems : []),
  ];
  if (problems.length > 0 || "problems" in template || "problems" in checked)
    throw invalid(problems);
  return {
    ...wanted,
    templateId: template.row.id,
    templateVersionId: template.row.versionId,
    schedule: checked.schedule,
  };
}

/**
 * Looks up the template a definition names, in the version wanted (null: the latest). The template is held until
 * the end of the transaction, so that a job cannot begin to follow a version that is no longer the latest; whoever
 * locks the job as well does so afterwards, in the order in which a new version moves its followers.
 */
export async function chooseTemplate(
  tx: Tx,
  projectId: string,
  template: string,
  version: number | null,
): Promise<ChosenTemplate> {
  const head = await findTemplate(
    tx,
    isId(template) ? { id: template } : { projectId, slug: template },
  );
  if (head === undefined || !isOffered(head, projectId))
    return fault("/template", "there is no such template in this project, or it is archived");
  // Built-in templates never change, and everybody uses them: nobody need wait.
  if (!head.builtIn) await holdTemplate(tx, head.id);
  const row = await findTemplate(tx, { id: head.id }, version ?? undefined);
  if (row === undefined)
    return fault("/templateVersion", `must be a version from 1 to ${head.latestVersion}`);
  if (row.archivedAt !== null && version === null)
    return fault("/template", "is archived; choose another, or pin one of its versions");
  return { row };
}

/** Whether a project may use a template: its own, built-in ones, and those shared with all. */
function isOffered(template: TemplateRow, projectId: string): boolean {
  const { projectId: owner, shared, archivedAt } = template;
  return owner === null || owner === projectId || (shared && archivedAt === null);
}

/** The definition of a stored job, as the start of a change. */
export function definitionOf(job: JobRow): WantedDefinition {
  return {
    key: job.key,
    name: job.name,
    description: job.description,
    templateVersion: job.templateVersion,
    params: job.params,
    tags: job.tags,
    pool: job.pool,
    priority: job.priority,
    policies: job.policies,
    concurrencyGroup: job.concurrencyGroup,
  };
}

function judged(template: TemplateRow, wanted: WantedDefinition, checks: Checks): Problem[] {
  return [
    ...(checks.params ? checkParamsUnder(template, wanted.params) : []),
    ...(checks.policies ? checkPoliciesUnder(template, wanted.policies) : []),
  ];
}

type CheckedSchedule = { readonly schedule: Schedule } | { readonly problems: readonly Problem[] };

function checkSchedule(
  wanted: WantedSchedule,
  { id: jobId, now }: { readonly id: string; readonly now: number },
  calendars: ChosenCalendars,
): CheckedSchedule {
  if ("keep" in wanted) return { schedule: wanted.keep };
  const { set, previous } = wanted;
  const result = normalizeSchedule(set, { now, jobId, setting: true, previous });
  const problems = [...unknownCalendars(set, calendars), ...(result.ok ? [] : result.problems)];
  if (!result.ok || problems.length > 0) return { problems };
  const stored = result.schedule;
  if (!("calendars" in stored) || calendars === null || "unknown" in calendars)
    return { schedule: stored };
  return { schedule: { ...stored, calendars: calendars.calendars.map(({ slug }) => slug) } };
}

/** A name that means nothing would silently let the slots through which it was to take out. */
export function unknownCalendars(schedule: ScheduleInput, calendars: ChosenCalendars): Problem[] {
  const unknown = calendars !== null && "unknown" in calendars ? calendars.unknown : [];
  return namesOf(schedule).flatMap((name, at) =>
    unknown.includes(name)
      ? [
          {
            pointer: `/schedule/calendars/${at}`,
            message: "there is no calendar of this name in the project",
          },
        ]
      : [],
  );
}

function fault(pointer: string, message: string): { problems: Problem[] } {
  return { problems: [{ pointer, message }] };
}
