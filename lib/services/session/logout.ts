import { revokeSession } from "../../../db/queries/sessions.ts";
import { revokeToken } from "../../../db/queries/tokens.ts";
import { conflict } from "../../domain/errors.ts";
import { recordDeed } from "../audit/record.ts";
import { requirePerson } from "../authorize.ts";
import type { Context } from "../context.ts";

/**
 * Ends the credential the call was made with, session or API token: it does not work any more. Throws `conflict` for an
 * access token of an identity provider, which only the provider can end.
 */
export async function logout(ctx: Context): Promise<void> {
  const person = requirePerson(ctx.actor);
  const tokenId = person.kind === "token" ? person.tokenId : null;
  if (person.kind === "token" && tokenId === null) {
    throw conflict(
      "This is an access token of an identity provider. It ends there, or when it expires.",
    );
  }
  await ctx.db.transaction(async (tx) => {
    if (person.kind === "user") await revokeSession(tx, person.sessionId);
    if (tokenId !== null) await revokeToken(tx, tokenId);
    await recordDeed(tx, ctx, {
      action: person.kind === "user" ? "session.ended" : "token.revoked",
      object: { kind: "user", id: person.userId },
    });
  });
}
