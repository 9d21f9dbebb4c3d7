import { renameProject } from "../../../db/queries/projects.ts";
import type { ProjectPatch, ProjectView } from "../../contracts/project.ts";
import { recordDeed } from "../audit/record.ts";
import { enterProject } from "../authorize.ts";
import type { Context } from "../context.ts";
import { showProject } from "./view.ts";

/** Gives a project another name; its slug stays. Owners only. */
export async function updateProject(
  ctx: Context,
  reference: string,
  patch: ProjectPatch,
): Promise<ProjectView> {
  const project = await enterProject(ctx, "project.write", reference);
  const name = patch.name ?? project.name;
  if (name === project.name) return showProject(ctx.db, project);
  await ctx.db.transaction(async (tx) => {
    await renameProject(tx, project.id, name);
    await recordDeed(tx, ctx, {
      action: "project.updated",
      projectId: project.id,
      object: { kind: "project", id: project.id },
      before: { name: project.name },
      after: { name },
    });
  });
  return showProject(ctx.db, { ...project, name });
}
