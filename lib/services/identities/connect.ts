import { findIdentity, insertIdentity, lockIdentity } from "../../../db/queries/identities.ts";
import { textAt } from "../../domain/identity/claims.ts";
import { programOf } from "../../domain/identity/program.ts";
import { recordDeed } from "../audit/record.ts";
import { requirePerson } from "../authorize.ts";
import type { Context } from "../context.ts";
import { recordRefusal } from "./record-refusal.ts";
import { IdentityRefused } from "./refused.ts";
import { keyOf, type Vouched } from "./vouched.ts";

/**
 * Connects an identity with the account of the person signed in, who can sign in with it from now on; to do it twice
 * changes nothing. Throws `IdentityRefused` for one that belongs to somebody else.
 */
export async function connectIdentity(ctx: Context, vouched: Vouched): Promise<void> {
  try {
    await connect(ctx, vouched);
  } catch (error) {
    if (error instanceof IdentityRefused)
      await recordRefusal(ctx.db, ctx, vouched, "identity.refused", error);
    throw error;
  }
}

async function connect(ctx: Context, vouched: Vouched): Promise<void> {
  const { userId } = requirePerson(ctx.actor);
  if (programOf(vouched.claims) !== null) throw new IdentityRefused("not_a_person");
  const key = keyOf(vouched);
  await ctx.db.transaction(async (tx) => {
    await lockIdentity(tx, key);
    const known = await findIdentity(tx, key);
    if (known?.userId === userId) return;
    if (known !== undefined) throw new IdentityRefused("identity_taken");
    const label = textAt(vouched.claims, vouched.provider.emailClaim) ?? vouched.subject;
    await insertIdentity(tx, { ...key, userId, kind: "person", label });
    await recordDeed(tx, ctx, {
      action: "identity.connected",
      object: { kind: "user", id: userId },
      after: { provider: vouched.provider.id, subject: vouched.subject, label },
    });
  });
}
