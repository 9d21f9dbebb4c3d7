import type { AuditFilter } from "../../../db/queries/audit-list.ts";
import type { AuditQuery } from "../../contracts/audit.ts";
import { enterProject, requireAdmin } from "../authorize.ts";
import type { Context } from "../context.ts";

/**
 * Which deeds a caller asks for. Without a project it is all of them, for administrators; owners see those of their
 * project. Throws `forbidden`, and `not_found` for a foreign project.
 */
export async function selectDeeds(
  ctx: Context,
  query: Omit<AuditQuery, "limit" | "cursor">,
): Promise<AuditFilter> {
  const { actor, action, object, project, from, to, q } = query;
  if (project === undefined) requireAdmin(ctx.actor);
  const entered =
    project === undefined ? undefined : await enterProject(ctx, "audit.read", project);
  return {
    actor,
    actionPrefix: action,
    objectId: object,
    projectId: entered?.id,
    from: from === undefined ? undefined : Date.parse(from),
    to: to === undefined ? undefined : Date.parse(to),
    q,
  };
}
