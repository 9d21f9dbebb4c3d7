import { findToken, type TokenRow, revokeToken as write } from "../../../db/queries/tokens.ts";
import { notFound } from "../../domain/errors.ts";
import { recordDeed } from "../audit/record.ts";
import { authorize, requireAccess, requirePerson } from "../authorize.ts";
import type { Context } from "../context.ts";
import { isId } from "../page.ts";

/** Ends a token at once: one's own, one limited to a project one owns, as administrator any. Throws `not_found`. */
export async function revokeToken(ctx: Context, id: string): Promise<void> {
  requireAccess(ctx.actor, "admin");
  const token = isId(id) ? await findToken(ctx.db, id) : undefined;
  if (token === undefined) throw notFound("token");
  await requireRight(ctx, token);
  await ctx.db.transaction(async (tx) => {
    await write(tx, id);
    await recordDeed(tx, ctx, {
      action: "token.revoked",
      projectId: token.projectId,
      object: { kind: "token", id },
      before: { name: token.name, userId: token.userId },
    });
  });
}

async function requireRight(ctx: Context, token: TokenRow): Promise<void> {
  const person = requirePerson(ctx.actor);
  const limit = person.kind === "token" ? person.projectId : null;
  const isInReach = limit === null || limit === token.projectId;
  if (isInReach && (person.role === "admin" || person.userId === token.userId)) return;
  if (token.projectId === null) throw notFound("token");
  await authorize(ctx, "tokens.manage", token.projectId, "token");
}
