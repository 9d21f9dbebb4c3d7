import type { Db } from "../../../db/client.ts";
import { recordDeed } from "../audit/record.ts";
import type { Context } from "../context.ts";
import type { IdentityRefused } from "./refused.ts";
import type { Vouched } from "./vouched.ts";

/** Enters in the audit whom a provider vouched for, and why they were not let in all the same. */
export async function recordRefusal(
  db: Db,
  ctx: Pick<Context, "actor" | "address">,
  { provider, subject }: Vouched,
  action: "session.refused" | "token.refused" | "identity.refused",
  { reason }: IdentityRefused,
): Promise<void> {
  await recordDeed(db, ctx, { action, after: { provider: provider.id, subject, reason } });
}
