import { deleteIdentity, type IdentityKey } from "../../../db/queries/identities.ts";
import { conflict, notFound } from "../../domain/errors.ts";
import { recordDeed } from "../audit/record.ts";
import { requirePerson } from "../authorize.ts";
import type { Context } from "../context.ts";
import { listWaysIn } from "./list.ts";

/**
 * Takes an identity from the caller's account, which it cannot sign in to any more. Throws `not_found`, and `conflict` for the
 * last way in.
 */
export async function disconnectIdentity(ctx: Context, key: IdentityKey): Promise<void> {
  const { userId } = requirePerson(ctx.actor);
  const { maySpare } = await listWaysIn(ctx);
  if (!maySpare) throw conflict("This is your only way to sign in. Connect another one first.");
  await ctx.db.transaction(async (tx) => {
    if (!(await deleteIdentity(tx, userId, key))) throw notFound("identity");
    const object = { kind: "user", id: userId };
    await recordDeed(tx, ctx, { action: "identity.disconnected", object, before: key });
  });
}
