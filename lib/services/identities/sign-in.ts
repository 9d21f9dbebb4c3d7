import type { Tx } from "../../../db/client.ts";
import {
  findIdentity,
  type KnownIdentity,
  labelIdentity,
  lockIdentity,
} from "../../../db/queries/identities.ts";
import { revokeSession } from "../../../db/queries/sessions.ts";
import { programOf } from "../../domain/identity/program.ts";
import type { Context } from "../context.ts";
import { startSession } from "../session/start.ts";
import { admitPerson, requireGrantedRole, requireVouchedPerson } from "./admit.ts";
import { applyRole } from "./apply-role.ts";
import { recordRefusal } from "./record-refusal.ts";
import { IdentityRefused } from "./refused.ts";
import { keyOf, type Vouched } from "./vouched.ts";

/**
 * Signs in whom a provider vouches for, and makes their user when they come for the first time; the session's id goes
 * into the cookie, in place of the one it had. Throws `IdentityRefused`, which is entered in the audit.
 */
export async function signInWithIdentity(
  ctx: Context,
  vouched: Vouched,
  browser: { readonly userAgent: string | null; readonly replaces: string | null },
): Promise<{ readonly sessionId: string }> {
  try {
    return await ctx.db.transaction(async (tx) => {
      const userId = await enter(tx, ctx, vouched);
      const provider = vouched.provider.id;
      const { userAgent, replaces } = browser;
      if (replaces !== null) await revokeSession(tx, replaces);
      return startSession(tx, ctx, { userId, provider, userAgent, tokenHash: null });
    });
  } catch (error) {
    if (error instanceof IdentityRefused)
      await recordRefusal(ctx.db, ctx, vouched, "session.refused", error);
    throw error;
  }
}

async function enter(tx: Tx, ctx: Context, vouched: Vouched): Promise<string> {
  if (programOf(vouched.claims) !== null) throw new IdentityRefused("not_a_person");
  const key = keyOf(vouched);
  await lockIdentity(tx, key);
  const known = await findIdentity(tx, key);
  if (known === undefined) return admitPerson(tx, ctx, vouched);
  requireEntry(known);
  // Checked at every sign-in: the provider may have taken the address or the group away since.
  const { email } = requireVouchedPerson(vouched);
  const granted = requireGrantedRole(vouched);
  await labelIdentity(tx, key, email);
  if (granted !== undefined) await applyRole(tx, ctx, known.userId, granted);
  return known.userId;
}

function requireEntry({ kind, isDisabled }: KnownIdentity): void {
  if (kind === "program") throw new IdentityRefused("not_a_person");
  if (isDisabled) throw new IdentityRefused("account_disabled");
}
