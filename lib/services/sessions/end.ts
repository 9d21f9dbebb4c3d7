import { revokeSessionOf, revokeSessionsOf } from "../../../db/queries/sessions.ts";
import { findUser } from "../../../db/queries/users.ts";
import { notFound } from "../../domain/errors.ts";
import { recordDeed } from "../audit/record.ts";
import { requireAccess, requireAdmin, requirePerson } from "../authorize.ts";
import type { Context } from "../context.ts";
import { isId } from "../page.ts";

/** Ends one of the caller's own sessions. Throws `not_found`. */
export async function endSession(ctx: Context, id: string): Promise<void> {
  requireAccess(ctx.actor, "admin");
  const { userId } = requirePerson(ctx.actor);
  await ctx.db.transaction(async (tx) => {
    if (!(isId(id) && (await revokeSessionOf(tx, userId, id)))) throw notFound("session");
    const object = { kind: "user", id: userId };
    await recordDeed(tx, ctx, { action: "session.ended", object, before: { sessionId: id } });
  });
}

/** Ends all sessions of the caller but the one of this call. */
export async function endOtherSessions(ctx: Context): Promise<void> {
  requireAccess(ctx.actor, "admin");
  const person = requirePerson(ctx.actor);
  await endAll(ctx, person.userId, person.kind === "user" ? person.sessionId : null);
}

/** Ends all sessions of a person. Administrators only. Throws `not_found`. */
export async function endSessionsOf(ctx: Context, userId: string): Promise<void> {
  requireAdmin(ctx.actor);
  const user = isId(userId) ? await findUser(ctx.db, userId) : undefined;
  if (user === undefined) throw notFound("user");
  await endAll(ctx, userId, null);
}

async function endAll(ctx: Context, userId: string, keep: string | null): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const ended = await revokeSessionsOf(tx, userId, keep);
    const object = { kind: "user", id: userId };
    await recordDeed(tx, ctx, { action: "session.ended", object, after: { ended } });
  });
}
