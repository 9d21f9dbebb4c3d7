import { endResetsOf, insertLink } from "../../../db/queries/account-links.ts";
import { findPasswordHash, findUser } from "../../../db/queries/users.ts";
import type { ResetLinkView } from "../../contracts/account.ts";
import { conflict, notFound } from "../../domain/errors.ts";
import { newId } from "../../platform/ids.ts";
import { issueLinkToken } from "../../platform/link-token.ts";
import { addressOfLink } from "../account-links/address.ts";
import { recordDeed } from "../audit/record.ts";
import { requireAdmin, requirePerson } from "../authorize.ts";
import type { Context } from "../context.ts";
import { isId } from "../page.ts";
import { requireLocalSignIn } from "../session/local-sign-in.ts";
import { RESET_MINUTES } from "./request-reset.ts";

/**
 * Makes a link that sets a person's password, for an administrator to hand over; it is in this answer only. Throws
 * `not_found`, and `conflict` for people who are disabled or sign in elsewhere.
 */
export async function makeResetLink(ctx: Context, userId: string): Promise<ResetLinkView> {
  requireAdmin(ctx.actor);
  requireLocalSignIn(ctx.config);
  const user = isId(userId) ? await findUser(ctx.db, userId) : undefined;
  if (user === undefined) throw notFound("user");
  if (user.disabledAt !== null) throw conflict("This person is disabled. Enable them first.");
  if ((await findPasswordHash(ctx.db, userId)) === null)
    throw conflict("This person has no password: they sign in through an identity provider.");
  const { text, hash } = issueLinkToken("reset", ctx.config.authSecret);
  const id = newId();
  const expiresAt = await ctx.db.transaction(async (tx) => {
    await endResetsOf(tx, userId);
    const end = await insertLink(tx, {
      id,
      kind: "reset",
      email: user.email,
      userId,
      projectId: null,
      role: null,
      createdBy: requirePerson(ctx.actor).userId,
      shownHash: hash,
      mailed: false,
      minutes: RESET_MINUTES,
    });
    const object = { kind: "user", id: userId };
    await recordDeed(tx, ctx, { action: "password.link_made", object });
    return end;
  });
  const link = addressOfLink(ctx.config.publicUrl, "reset", text);
  return { link, expiresAt: expiresAt.toISOString() };
}
