import { findProject, insertProject, putMember } from "../../../db/queries/projects.ts";
import type { ProjectCreate, ProjectView } from "../../contracts/project.ts";
import { conflict, notFound } from "../../domain/errors.ts";
import { newId } from "../../platform/ids.ts";
import { recordDeed } from "../audit/record.ts";
import { requireAdmin, requirePerson } from "../authorize.ts";
import type { Context } from "../context.ts";
import { newSigningSecret } from "./new-signing-secret.ts";
import { showProject } from "./view.ts";

/** Makes a project whose owner is the caller. Administrators only. Throws `conflict` for a taken slug. */
export async function createProject(ctx: Context, input: ProjectCreate): Promise<ProjectView> {
  requireAdmin(ctx.actor);
  const { userId } = requirePerson(ctx.actor);
  const { slug } = input;
  const name = input.name ?? slug;
  return ctx.db.transaction(async (tx) => {
    const id = newId();
    if (!(await insertProject(tx, { id, slug, name, signingSecret: newSigningSecret() }))) {
      const problem = { pointer: "/slug", message: "is taken" };
      throw conflict("There is a project with this slug already.", [problem]);
    }
    await putMember(tx, id, userId, "owner");
    const object = { kind: "project", id };
    await recordDeed(tx, ctx, {
      action: "project.created",
      projectId: id,
      object,
      after: { slug, name },
    });
    const row = await findProject(tx, { id }, userId);
    if (row === undefined) throw notFound("project");
    return showProject(tx, { ...row, role: "owner" });
  });
}
