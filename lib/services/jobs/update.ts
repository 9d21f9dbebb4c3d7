import type { JobDefinitionRow, JobRow } from "../../../db/queries/jobs.ts";
import type { JobPatch, JobView } from "../../contracts/job.ts";
import { canonicalJson, type JsonObject } from "../../domain/json.ts";
import { mergePatch } from "../../domain/merge-patch.ts";
import type { PartialPolicies } from "../../domain/policies.ts";
import { authorOf } from "../author.ts";
import type { Context } from "../context.ts";
import { requireTemplate } from "../templates/find.ts";
import { changeJob, moveJob, presentPause, storeChange, type TakenJob } from "./change.ts";
import {
  type ChosenTemplate,
  checkDefinition,
  chooseCalendars,
  chooseTemplate,
  definitionOf,
  holdNamedCalendars,
  type WantedDefinition,
} from "./definition.ts";
import { type JobReference, reachJob } from "./reach.ts";
import { showJob } from "./show.ts";

/**
 * Changes a job by a merge patch; `enabled` is pause or resume. A patch that changes nothing makes no version.
 * Throws `not_found`, `forbidden`, `stale`, `invalid` with every fault, `conflict` where the new key is taken.
 */
export async function updateJobBy(
  ctx: Context,
  reference: JobReference,
  patch: JobPatch,
  ifMatch: number | null,
): Promise<JobView> {
  const found = await reachJob(ctx, "jobs.write", reference);
  if (typeof patch.pool === "string") await ctx.queue.ensurePool(patch.pool);
  let chosen: ChosenTemplate | null = null;
  await changeJob(ctx, found.id, {
    ifMatch,
    before: async (tx) => {
      if (choosesTemplate(found, patch))
        chosen = await chooseTemplate(
          tx,
          found.projectId,
          patch.template ?? found.templateId,
          versionWanted(found, patch),
        );
      await holdNamedCalendars(tx, found.projectId, patch.schedule);
    },
    apply: (taken) => applyPatch(ctx, taken, patch, chosen),
  });
  return showJob(ctx.db, found.id);
}

async function applyPatch(
  ctx: Context,
  taken: TakenJob,
  patch: JobPatch,
  chosen: ChosenTemplate | null,
): Promise<void> {
  const { tx, now, job } = taken;
  const present = { id: job.templateId };
  const template = chosen ?? {
    row: await requireTemplate(tx, present, job.resolvedTemplateVersion),
  };
  const next = checkDefinition(
    { id: job.id, now },
    patched(job, patch),
    template,
    patch.schedule === undefined
      ? { keep: job.schedule }
      : { set: patch.schedule, previous: job.schedule },
    await chooseCalendars(tx, job.projectId, patch.schedule),
    {
      params: chosen !== null || patch.params !== undefined,
      policies: chosen !== null || patch.policies !== undefined,
    },
  );
  const pause = pauseWanted(ctx, job, patch);
  const rescheduled = canonicalJson(next.schedule) !== canonicalJson(job.schedule);
  const moved = (pause === null) !== (job.status !== "paused");
  if (!rescheduled && !moved && isSame(job, next)) return;
  const position = await moveJob(ctx, taken, {
    schedule: next.schedule,
    rescheduled,
    pause,
    missed: null,
  });
  await storeChange(ctx, taken, { ...next, ...position }, "updated");
}

function pauseWanted(ctx: Context, job: JobRow, { enabled }: JobPatch) {
  if (enabled === true) return null;
  const present = presentPause(job);
  if (enabled === undefined || present !== null) return present;
  return { until: null, note: null, by: authorOf(ctx.actor) };
}

function choosesTemplate(job: JobRow, patch: JobPatch): boolean {
  return !namesTemplate(job, patch) || versionWanted(job, patch) !== job.templateVersion;
}

/** A pin belongs to its template: another template begins with its latest version unless one is named. */
function versionWanted(job: JobRow, patch: JobPatch): number | null {
  if (patch.templateVersion !== undefined) return patch.templateVersion;
  return namesTemplate(job, patch) ? job.templateVersion : null;
}

function namesTemplate(job: JobRow, { template }: JobPatch): boolean {
  return template === undefined || template === job.templateId || template === job.template;
}

function patched(job: JobRow, patch: JobPatch): WantedDefinition {
  const present = definitionOf(job);
  return {
    key: patch.key ?? present.key,
    name: patch.name ?? present.name,
    description: given(patch.description, present.description, ""),
    templateVersion: versionWanted(job, patch),
    params: given(patch.params, present.params, {}),
    tags: given(patch.tags, present.tags, []),
    pool: given(patch.pool, present.pool, "default"),
    priority: given(patch.priority, present.priority, 0),
    policies: mergedPolicies(present.policies, patch.policies),
    concurrencyGroup: given(patch.concurrencyGroup, present.concurrencyGroup, null),
  };
}

/** Absent keeps, null restores the default. */
function given<T>(value: T | null | undefined, present: T, restored: T): T {
  return value === undefined ? present : (value ?? restored);
}

function mergedPolicies(present: PartialPolicies, patch: JobPatch["policies"]): PartialPolicies {
  if (patch === undefined) return present;
  return patch === null ? {} : mergePatch(present as JsonObject, patch);
}

function isSame(job: JobRow, next: JobDefinitionRow): boolean {
  const said = (of: JobDefinitionRow) => {
    const { key, name, description, templateId, templateVersion, params, tags } = of;
    const { pool, priority, concurrencyGroup } = of;
    const policies = of.policies as JsonObject;
    const first = { key, name, description, templateId, templateVersion, params, tags };
    return canonicalJson({ ...first, pool, priority, concurrencyGroup, policies });
  };
  return said(job) === said(next);
}
