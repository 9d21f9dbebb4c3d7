import { revokeSessionsOf } from "../../../db/queries/sessions.ts";
import { findPasswordHash, setPasswordHash } from "../../../db/queries/users.ts";
import type { PasswordChange } from "../../contracts/account.ts";
import { conflict, forbidden, invalid } from "../../domain/errors.ts";
import { hashPassword, verifyPassword } from "../../platform/password.ts";
import { recordDeed } from "../audit/record.ts";
import { requirePerson } from "../authorize.ts";
import type { Context } from "../context.ts";
import { requireLocalSignIn } from "../session/local-sign-in.ts";
import { attemptLogin } from "../session/login-limits.ts";

/**
 * Changes the password of whoever is signed in, who proves to know the present one; all their other sessions end. Throws
 * `invalid` for a wrong one, `rate_limited` after some of those, `forbidden` for tokens and where passwords are switched
 * off, `conflict` for people who have none.
 */
export async function changePassword(
  ctx: Context,
  { currentPassword, newPassword }: PasswordChange,
): Promise<void> {
  requireLocalSignIn(ctx.config);
  const person = requirePerson(ctx.actor);
  if (person.kind !== "user")
    throw forbidden("A password is changed by its owner, not by a token.");
  const { userId, sessionId } = person;
  const object = { kind: "user", id: userId };
  const present = await findPasswordHash(ctx.db, userId);
  if (present === null) throw conflict("This account has no password: it signs in elsewhere.");
  const right = await attemptLogin(ctx, `password of ${userId}`, async () =>
    (await verifyPassword(currentPassword, present)) ? true : null,
  );
  if (right === null) {
    await recordDeed(ctx.db, ctx, { action: "password.refused", object });
    throw invalid([{ pointer: "/currentPassword", message: "is not your present password" }]);
  }
  const passwordHash = await hashPassword(newPassword);
  await ctx.db.transaction(async (tx) => {
    await setPasswordHash(tx, userId, passwordHash);
    const ended = await revokeSessionsOf(tx, userId, sessionId);
    await recordDeed(tx, ctx, { action: "password.changed", object, after: { ended } });
  });
}
