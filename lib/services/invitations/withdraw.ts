import { endLink, findInvitation } from "../../../db/queries/account-links.ts";
import { notFound } from "../../domain/errors.ts";
import { recordDeed } from "../audit/record.ts";
import { authorize, requireAccess, requireAdmin } from "../authorize.ts";
import type { Context } from "../context.ts";
import { isId } from "../page.ts";

/** Ends an invitation: to a project by its owners, any by administrators. Throws `not_found`. */
export async function withdrawInvitation(ctx: Context, id: string): Promise<void> {
  requireAccess(ctx.actor, "admin");
  const found = isId(id) ? await findInvitation(ctx.db, id) : undefined;
  if (found === undefined) throw notFound("invitation");
  if (found.projectId === null) requireAdmin(ctx.actor);
  else await authorize(ctx, "members.write", found.projectId, "invitation");
  await ctx.db.transaction(async (tx) => {
    if (!(await endLink(tx, id))) throw notFound("invitation");
    await recordDeed(tx, ctx, {
      action: "invitation.withdrawn",
      projectId: found.projectId,
      object: { kind: "invitation", id },
      before: { email: found.email, role: found.role },
    });
  });
}
