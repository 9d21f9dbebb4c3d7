import { endLink } from "../../../db/queries/account-links.ts";
import type { InvitationAccept } from "../../contracts/account.ts";
import type { UserView } from "../../contracts/user.ts";
import { hashPassword } from "../../platform/password.ts";
import { deadLink, requireOpenLink } from "../account-links/open.ts";
import { recordDeed } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { requireLocalSignIn } from "../session/local-sign-in.ts";
import { addUser } from "../users/add-user.ts";
import { userView } from "../users/view.ts";

/**
 * Makes the account somebody was invited to make, under the invited address, as a member of the project they were invited to.
 * Throws `invalid` for a link that does not work, `conflict` when the address got an account meanwhile.
 */
export async function acceptInvitation(
  ctx: Context,
  { token, password, name }: InvitationAccept,
): Promise<UserView> {
  requireLocalSignIn(ctx.config);
  const { id, email, projectId, role } = await requireOpenLink(ctx, "invitation", token);
  const passwordHash = await hashPassword(password);
  const joins = projectId === null || role === null ? {} : { joins: { projectId, role } };
  return ctx.db.transaction(async (tx) => {
    if (!(await endLink(tx, id))) throw deadLink();
    const user = await addUser(tx, { email, name, passwordHash, role: "member", ...joins });
    await recordDeed(tx, ctx, {
      action: "user.registered",
      projectId,
      object: { kind: "user", id: user.id },
      after: { email, invitation: id, projectRole: role },
    });
    return userView(user);
  });
}

/** What a link invites to, for the page it leads to; null for one that does not work. */
export async function describeInvitation(
  ctx: Context,
  token: string,
): Promise<{ email: string; project: string | null; invitedBy: string | null } | null> {
  const link = await requireOpenLink(ctx, "invitation", token).catch(() => null);
  if (link === null) return null;
  return { email: link.email, project: link.projectName, invitedBy: link.createdBy };
}
