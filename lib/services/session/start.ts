import type { Tx } from "../../../db/client.ts";
import { insertSession } from "../../../db/queries/sessions.ts";
import { newId } from "../../platform/ids.ts";
import { recordDeed } from "../audit/record.ts";
import type { Context } from "../context.ts";

const MAX_USER_AGENT = 500;

/** A session to be. `tokenHash` is null for a browser's, `provider` for one that begins with a password. */
export type SessionToBe = {
  readonly userId: string;
  readonly tokenHash: string | null;
  readonly provider: string | null;
  readonly userAgent: string | null;
};

/** Begins a session of somebody who has proved who they are; it ends `SESSION_MAX_DAYS` from now. */
export async function startSession(
  tx: Tx,
  ctx: Context,
  { userId, tokenHash, provider, userAgent }: SessionToBe,
): Promise<{ readonly sessionId: string; readonly expiresAt: Date }> {
  const sessionId = newId();
  const expiresAt = await insertSession(tx, {
    id: sessionId,
    userId,
    tokenHash,
    provider,
    userAgent: userAgent?.slice(0, MAX_USER_AGENT) ?? null,
    address: ctx.address,
    maxDays: ctx.config.session.maxDays,
  });
  const after = provider === null ? { sessionId } : { sessionId, provider };
  const object = { kind: "user", id: userId };
  const self = { actor: { kind: "user", userId }, address: ctx.address } as const;
  await recordDeed(tx, self, { action: "session.started", object, after });
  return { sessionId, expiresAt };
}
