import { revokeSession } from "../../../db/queries/sessions.ts";
import { revokeToken } from "../../../db/queries/tokens.ts";
import { recordDeed } from "../audit/record.ts";
import { requirePerson } from "../authorize.ts";
import type { Context } from "../context.ts";

/** Ends the credential the call was made with, session or API token: it does not work any more. */
export async function logout(ctx: Context): Promise<void> {
  const person = requirePerson(ctx.actor);
  await ctx.db.transaction(async (tx) => {
    if (person.kind === "user") await revokeSession(tx, person.sessionId);
    else await revokeToken(tx, person.tokenId);
    await recordDeed(tx, ctx, {
      action: person.kind === "user" ? "session.ended" : "token.revoked",
      object: { kind: "user", id: person.userId },
    });
  });
}
