import type { Tx } from "../../../db/client.ts";
import { endInvitationsBy, endResetsOf } from "../../../db/queries/account-links.ts";
import { revokeSessionsOf } from "../../../db/queries/sessions.ts";
import { revokeTokensOf } from "../../../db/queries/tokens.ts";
import { findUser, lockAdministrators, updateUser as write } from "../../../db/queries/users.ts";
import type { UserPatch, UserView } from "../../contracts/user.ts";
import { conflict, notFound } from "../../domain/errors.ts";
import { recordDeed } from "../audit/record.ts";
import { requireAdmin } from "../authorize.ts";
import type { Context } from "../context.ts";
import { isId } from "../page.ts";
import { stepDown } from "./step-down.ts";
import { userView } from "./view.ts";

/**
 * Changes what a person is. Disabling ends their sessions, tokens and open streams, and the links they made or
 * were sent. Administrators only. Throws `not_found`, or
 * `conflict` when no administrator would be left.
 */
export async function updateUser(ctx: Context, id: string, patch: UserPatch): Promise<UserView> {
  requireAdmin(ctx.actor);
  if (!isId(id)) throw notFound("user");
  return ctx.db.transaction(async (tx) => {
    const administrators = await lockAdministrators(tx);
    const before = await findUser(tx, id);
    if (before === undefined) throw notFound("user");
    const loses = patch.disabled === true || patch.role === "member";
    if (loses && administrators.length === 1 && administrators[0] === id) {
      throw conflict("This is the last administrator. Make somebody else one first.");
    }
    const after = await write(tx, id, patch);
    if (after === undefined) throw notFound("user");
    if (patch.disabled === true) await endAccess(tx, id);
    if (before.role === "admin" && after.role === "member") await stepDown(tx, id);
    await recordDeed(tx, ctx, {
      action: "user.updated",
      object: { kind: "user", id },
      before: { role: before.role, disabled: before.disabledAt !== null },
      after: { role: after.role, disabled: after.disabledAt !== null },
    });
    return userView(after);
  });
}

async function endAccess(tx: Tx, userId: string): Promise<void> {
  await revokeSessionsOf(tx, userId);
  await revokeTokensOf(tx, userId);
  await endResetsOf(tx, userId);
  await endInvitationsBy(tx, userId, null);
}
