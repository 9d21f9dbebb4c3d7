import { listProjects as readProjects } from "../../../db/queries/projects.ts";
import type { Page } from "../../contracts/common.ts";
import type { ProjectListQuery, ProjectView } from "../../contracts/project.ts";
import { requireAccess, requirePerson } from "../authorize.ts";
import type { Context } from "../context.ts";
import { answerPage } from "../page.ts";
import { projectViews } from "./view.ts";

/** A page of the projects the caller is a member of; administrators see all. */
export async function listProjects(
  ctx: Context,
  query: ProjectListQuery,
): Promise<Page<ProjectView>> {
  requireAccess(ctx.actor, "admin");
  const person = requirePerson(ctx.actor);
  const isAdmin = person.role === "admin";
  const onlyId = person.kind === "token" ? person.projectId : null;
  return answerPage(query, {
    read: (page) =>
      readProjects(ctx.db, { userId: person.userId, onlyOwn: !isAdmin, onlyId }, page),
    keyOf: (row) => ({ createdAt: row.createdAt.getTime(), id: row.id }),
    view: (rows) =>
      projectViews(
        ctx.db,
        rows.map((row) => ({ ...row, role: isAdmin ? "owner" : (row.role ?? "viewer") })),
      ),
  });
}
