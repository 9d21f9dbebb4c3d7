import type { Tx } from "../../../db/client.ts";
import { endResetsOf, insertLink } from "../../../db/queries/account-links.ts";
import { findCredentials } from "../../../db/queries/users.ts";
import type { ResetRequest } from "../../contracts/account.ts";
import { forbidden } from "../../domain/errors.ts";
import { newId } from "../../platform/ids.ts";
import { recordDeed } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { requireLocalSignIn } from "../session/local-sign-in.ts";
import { attemptLogin } from "../session/login-limits.ts";

/** Minutes that a link to set a password works. */
export const RESET_MINUTES = 30;
/** Every request takes as long as this, more than either kind needs: the time tells nothing of who has an account. */
const ANSWER_MS = 250;

/**
 * Sends a link that sets a new password, if somebody who signs in with one has this address; the answer is the same and takes
 * as long if not. Throws `rate_limited` after some requests for one address or from one, `forbidden` where no mail is sent.
 */
export async function requestReset(ctx: Context, { email }: ResetRequest): Promise<void> {
  requireLocalSignIn(ctx.config);
  if (ctx.config.mail.server === null)
    throw forbidden("This installation sends no mail. Ask an administrator for a link.");
  const patience = new Promise((resolve) => setTimeout(resolve, ANSWER_MS));
  const account = `reset of ${email.toLowerCase()}`;
  // Each counts like a failed sign-in: nobody's mailbox is filled, and no list of addresses tried.
  const attempt = attemptLogin(ctx, account, async () => {
    await begin(ctx, email);
    return null;
  });
  await Promise.all([attempt, patience]);
}

async function begin(ctx: Context, email: string): Promise<void> {
  const found = await findCredentials(ctx.db, email);
  const mayReset = found !== undefined && found.passwordHash !== null && found.disabledAt === null;
  await ctx.db.transaction(async (tx) => {
    if (mayReset) await link(tx, found);
    await recordDeed(tx, ctx, {
      action: "password.reset_requested",
      ...(mayReset ? { object: { kind: "user", id: found.id } } : {}),
      after: { email: email.toLowerCase() },
    });
  });
}

async function link(
  tx: Tx,
  { id: userId, email }: { readonly id: string; readonly email: string },
) {
  await endResetsOf(tx, userId);
  await insertLink(tx, {
    id: newId(),
    kind: "reset",
    email,
    userId,
    projectId: null,
    role: null,
    createdBy: null,
    shownHash: null,
    mailed: true,
    minutes: RESET_MINUTES,
  });
}
