import { insertEvents } from "../../../db/queries/events.ts";
import { insertTemplateVersion } from "../../../db/queries/template-versions.ts";
import { insertTemplate, isBuiltInSlug } from "../../../db/queries/templates.ts";
import type { TemplateCreate, TemplateView } from "../../contracts/template.ts";
import { conflict, invalid } from "../../domain/errors.ts";
import type { JsonObject } from "../../domain/json.ts";
import { mergePatch } from "../../domain/merge-patch.ts";
import { newId } from "../../platform/ids.ts";
import { recordDeed } from "../audit/record.ts";
import { authorOf } from "../author.ts";
import { enterProject, requireAdmin } from "../authorize.ts";
import type { Context } from "../context.ts";
import { checkTemplate, NO_PARAMETERS } from "./check.ts";
import { requireTemplate } from "./find.ts";
import { templateView } from "./view.ts";

/** Makes a template in version 1. Throws `invalid` with every fault, `conflict` where the slug is taken. */
export async function createTemplate(ctx: Context, body: TemplateCreate): Promise<TemplateView> {
  const project = await enterProject(ctx, "templates.write", body.project);
  const shared = body.shared ?? false;
  if (shared) requireAdmin(ctx.actor);
  const definition = {
    executor: body.executor,
    parameters: body.parameters ?? NO_PARAMETERS,
    config: body.config,
    policies: mergePatch({}, body.policies ?? {}),
  };
  const problems = checkTemplate(definition);
  if (problems.length > 0) throw invalid(problems);

  const head = { id: newId(), slug: body.slug, executor: body.executor, name: body.name, shared };
  const created = await ctx.db.transaction(async (tx) => {
    const taken = await isBuiltInSlug(tx, head.slug);
    if (taken || !(await insertTemplate(tx, { ...head, projectId: project.id })))
      throw slugTaken(head.slug);
    await insertTemplateVersion(tx, {
      ...definition,
      parameters: definition.parameters as JsonObject,
      id: newId(),
      templateId: head.id,
      version: 1,
      name: body.name,
      description: body.description ?? "",
      comment: body.comment ?? null,
      createdBy: authorOf(ctx.actor),
    });
    await insertEvents(tx, [
      {
        type: "template.updated",
        projectId: project.id,
        data: { templateId: head.id, version: 1 },
      },
    ]);
    await recordDeed(tx, ctx, {
      action: "template.created",
      projectId: project.id,
      object: { kind: "template", id: head.id },
      after: { slug: head.slug, version: 1 },
    });
    return requireTemplate(tx, { id: head.id });
  });
  ctx.hints.send("events");
  return templateView(created);
}

function slugTaken(slug: string) {
  return conflict(`Another template is called ${slug}.`, [
    {
      pointer: "/slug",
      message: "is taken by another template; choose another or archive that one",
    },
  ]);
}
