import { listLiveSessions, type SessionRow } from "../../../db/queries/sessions.ts";
import type { SessionListQuery, SessionView } from "../../contracts/account.ts";
import type { Page } from "../../contracts/common.ts";
import { requireAccess, requirePerson } from "../authorize.ts";
import type { Context } from "../context.ts";
import { answerPage } from "../page.ts";

/** A page of the caller's own sessions that still work, newest first. */
export async function listSessions(
  ctx: Context,
  query: SessionListQuery,
): Promise<Page<SessionView>> {
  requireAccess(ctx.actor, "admin");
  const person = requirePerson(ctx.actor);
  const of = { userId: person.userId, idleHours: ctx.config.session.idleHours };
  const current = person.kind === "user" ? person.sessionId : null;
  return answerPage(query, {
    read: (page) => listLiveSessions(ctx.db, of, page),
    keyOf: (row) => ({ createdAt: row.createdAt.getTime(), id: row.id }),
    view: (rows) => rows.map((row) => sessionView(row, current)),
  });
}

function sessionView(row: SessionRow, current: string | null): SessionView {
  return {
    id: row.id,
    via: row.tokenHash === null ? "browser" : "api",
    current: row.id === current,
    userAgent: row.userAgent,
    address: row.address,
    createdAt: row.createdAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
  };
}
