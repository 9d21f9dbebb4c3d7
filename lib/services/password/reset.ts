import { endLink, endResetsOf } from "../../../db/queries/account-links.ts";
import { revokeSessionsOf } from "../../../db/queries/sessions.ts";
import { findUser, setPasswordHash } from "../../../db/queries/users.ts";
import type { ResetConfirm } from "../../contracts/account.ts";
import { hashPassword } from "../../platform/password.ts";
import { deadLink, requireOpenLink } from "../account-links/open.ts";
import { recordDeed } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { requireLocalSignIn } from "../session/local-sign-in.ts";

/**
 * Sets a new password with a link that was mailed or handed over; all sessions of the person end, and all other such links.
 * Throws `invalid` for a link that does not work.
 */
export async function resetPassword(
  ctx: Context,
  { token, password }: ResetConfirm,
): Promise<void> {
  requireLocalSignIn(ctx.config);
  const { id, userId } = await requireOpenLink(ctx, "reset", token);
  const passwordHash = await hashPassword(password);
  await ctx.db.transaction(async (tx) => {
    const user = userId === null ? undefined : await findUser(tx, userId);
    if (user === undefined || user.disabledAt !== null || !(await endLink(tx, id)))
      throw deadLink();
    await setPasswordHash(tx, user.id, passwordHash);
    await endResetsOf(tx, user.id);
    const ended = await revokeSessionsOf(tx, user.id);
    const object = { kind: "user", id: user.id };
    await recordDeed(tx, ctx, { action: "password.reset", object, after: { ended } });
  });
}

/** Whose password a link sets, for the page it leads to; null for a link that does not work. */
export async function describeReset(
  ctx: Context,
  token: string,
): Promise<{ email: string } | null> {
  const link = await requireOpenLink(ctx, "reset", token).catch(() => null);
  return link === null ? null : { email: link.email };
}
