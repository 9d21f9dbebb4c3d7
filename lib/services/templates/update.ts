import type { Tx } from "../../../db/client.ts";
import { insertEvents } from "../../../db/queries/events.ts";
import { moveFollowers } from "../../../db/queries/jobs.ts";
import { insertTemplateVersion } from "../../../db/queries/template-versions.ts";
import { advanceTemplate, lockTemplate, type TemplateRow } from "../../../db/queries/templates.ts";
import type {
  TemplateImpactView,
  TemplatePatch,
  TemplatePatchQuery,
  TemplateView,
} from "../../contracts/template.ts";
import { changedMembers } from "../../domain/changes.ts";
import { conflict, invalid, stale } from "../../domain/errors.ts";
import type { JsonObject } from "../../domain/json.ts";
import { mergePatch } from "../../domain/merge-patch.ts";
import { newId } from "../../platform/ids.ts";
import { recordDeed } from "../audit/record.ts";
import { authorOf } from "../author.ts";
import { requireAdmin } from "../authorize.ts";
import type { Context } from "../context.ts";
import { checkTemplate, NO_PARAMETERS, type TemplateDefinition } from "./check.ts";
import { reachOwnTemplate, requireTemplate } from "./find.ts";
import { impactOn } from "./impact.ts";
import { share } from "./share.ts";
import { templateView } from "./view.ts";

type Said = TemplateDefinition & { readonly name: string; readonly description: string };

/**
 * Gives a template a new version and moves the jobs that follow the latest; with `dryRun` only tells what that
 * would mean for them. A patch that changes nothing makes no version. Jobs whose parameters become invalid move
 * all the same (see docs/domain.md). Throws `not_found`, `stale`, `invalid`, `conflict` for an archived one.
 */
export async function updateTemplate(
  ctx: Context,
  reference: string,
  patch: TemplatePatch,
  options: TemplatePatchQuery & { readonly ifMatch: number | null },
): Promise<TemplateView | TemplateImpactView> {
  const found = await reachOwnTemplate(ctx, {
    template: reference,
    project: options.project,
  });
  if (patch.shared !== undefined && patch.shared !== found.shared) requireAdmin(ctx.actor);
  const answer = await ctx.db.transaction(async (tx) => {
    await lockForChange(tx, found.id, options.ifMatch);
    const present = await requireTemplate(tx, { id: found.id });
    const next = patched(present, patch);
    const problems = checkTemplate(next);
    if (problems.length > 0) throw invalid(problems);
    if (options.dryRun === true) return impactOn(tx, present, next);
    await share(ctx, tx, found, patch.shared);
    if (changedIn(present, next).length === 0)
      return templateView(await requireTemplate(tx, { id: present.id }));
    await storeVersion(ctx, tx, present, { ...next, comment: patch.comment ?? null });
    return templateView(await requireTemplate(tx, { id: present.id }));
  });
  ctx.hints.send("events");
  return answer;
}

/** Locks a template that is to be changed or archived. Throws `not_found`, `stale`, `conflict`. */
export async function lockForChange(tx: Tx, id: string, ifMatch: number | null): Promise<void> {
  const head = await lockTemplate(tx, id);
  if (head === undefined || head.archivedAt !== null)
    throw conflict("The template is archived and does not change any more.");
  if (ifMatch !== null && ifMatch !== head.latestVersion) throw stale(head.latestVersion);
}

function patched(present: TemplateRow, patch: TemplatePatch): Said {
  const { executor, name, description, parameters, config, policies } = present;
  return {
    executor,
    name: patch.name ?? name,
    description: patch.description === undefined ? description : (patch.description ?? ""),
    parameters: merged(parameters, patch.parameters, NO_PARAMETERS),
    config: merged(config, patch.config, {}),
    policies: merged(policies as JsonObject, patch.policies, {}),
  };
}

function merged(
  present: JsonObject,
  patch: object | null | undefined,
  none: JsonObject,
): JsonObject {
  if (patch === undefined) return present;
  return patch === null ? none : mergePatch(present, { ...patch });
}

/** Names of what a patch changes. Of what stands there the audit says no more: versions keep it, for those who may read them. */
function changedIn(present: TemplateRow, next: Said): string[] {
  const said = ({ name, description, parameters, config, policies }: Said): JsonObject => ({
    name,
    description,
    parameters,
    config,
    policies: policies as JsonObject,
  });
  return changedMembers(said(present as Said), said(next));
}

async function storeVersion(
  ctx: Context,
  tx: Tx,
  present: TemplateRow,
  said: Said & { readonly comment: string | null },
): Promise<void> {
  const { executor: _, ...next } = said;
  const version = present.latestVersion + 1;
  const versionId = newId();
  await insertTemplateVersion(tx, {
    ...next,
    id: versionId,
    templateId: present.id,
    version,
    createdBy: authorOf(ctx.actor),
  });
  await advanceTemplate(tx, present.id, { version, name: next.name });
  await moveFollowers(tx, present.id, versionId);
  await recordDeed(tx, ctx, {
    action: "template.updated",
    projectId: present.projectId,
    object: { kind: "template", id: present.id },
    before: { name: present.name, version: present.latestVersion },
    after: { name: next.name, version, changed: changedIn(present, said), comment: next.comment },
  });
  await insertEvents(tx, [
    {
      type: "template.updated",
      projectId: present.projectId,
      data: { templateId: present.id, version },
    },
  ]);
}
