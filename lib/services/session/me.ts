import { listProjects } from "../../../db/queries/projects.ts";
import { findUserWithProject } from "../../../db/queries/users.ts";
import { SCOPES } from "../../contracts/scope.ts";
import type { MeView } from "../../contracts/session.ts";
import { unauthenticated } from "../../domain/errors.ts";
import { requirePerson } from "../authorize.ts";
import type { Context } from "../context.ts";
import { userView } from "../users/view.ts";

const MOST_PROJECTS = 200;

/** Who the caller is, what this credential may do, and in which projects (at most 200 of them, newest first). */
export async function describeMe(ctx: Context): Promise<MeView> {
  const person = requirePerson(ctx.actor);
  const user = await findUserWithProject(ctx.db, person.userId);
  if (user === undefined) throw unauthenticated();
  const isAdmin = user.role === "admin";
  const onlyId = person.kind === "token" ? person.projectId : null;
  const filter = { userId: user.id, onlyOwn: !isAdmin, onlyId };
  const rows = await listProjects(ctx.db, filter, { after: undefined, limit: MOST_PROJECTS });
  const begins = rows.find((row) => onlyId === null && row.slug === user.defaultProject);
  const works = rows.find((row) => row.id === (onlyId ?? person.defaultProjectId));
  const scopes =
    person.kind === "token" ? SCOPES.filter((scope) => person.scopes.includes(scope)) : [...SCOPES];
  return {
    ...userView(user),
    roles: [user.role],
    scopes,
    defaultProject: begins?.slug ?? works?.slug ?? user.defaultProject,
    projects: rows.map(({ id, slug, name, role }) => ({
      id,
      slug,
      name,
      role: isAdmin ? "owner" : (role ?? "viewer"),
    })),
  };
}
