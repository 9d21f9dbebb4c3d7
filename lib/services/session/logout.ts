import { revokeSession } from "../../../db/queries/sessions.ts";
import { revokeToken } from "../../../db/queries/tokens.ts";
import { conflict } from "../../domain/errors.ts";
import { type Deed, recordDeed } from "../audit/record.ts";
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
    await recordDeed(tx, ctx, endOf(person));
  });
}

function endOf(person: ReturnType<typeof requirePerson>): Deed {
  if (person.kind === "token") {
    const object = { kind: "token", id: person.tokenId ?? "" };
    return { action: "token.revoked", object, before: { userId: person.userId } };
  }
  const { sessionId, userId } = person;
  return { action: "session.ended", object: { kind: "user", id: userId }, before: { sessionId } };
}
