import type { Tx } from "../../../db/client.ts";
import { putMember } from "../../../db/queries/projects.ts";
import { findUser, lockAdministrators, updateUser } from "../../../db/queries/users.ts";
import type { GrantedRole } from "../../domain/identity/granted-role.ts";
import { recordDeed } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { defaultProject } from "../users/add-user.ts";
import { stepDown } from "../users/step-down.ts";

type Auditing = Pick<Context, "actor" | "address">;

/**
 * Brings what somebody is to what their provider says now: their role, and their role in the default project where it
 * says one. The last administrator stays one, or nobody could undo a wrong map.
 */
export async function applyRole(
  tx: Tx,
  ctx: Auditing,
  userId: string,
  granted: GrantedRole,
): Promise<void> {
  const administrators = await lockAdministrators(tx);
  const user = await findUser(tx, userId);
  if (user === undefined) return;
  const isLast = administrators.length === 1 && administrators[0] === userId;
  const role = isLast ? "admin" : granted.role;
  const { projectRole } = granted;
  if (projectRole !== null && !isLast)
    await putMember(tx, await defaultProject(tx), userId, projectRole);
  if (role === user.role) return;
  await updateUser(tx, userId, { role });
  if (role === "member") await stepDown(tx, userId);
  await recordDeed(tx, ctx, {
    action: "user.updated",
    object: { kind: "user", id: userId },
    before: { role: user.role },
    after: { role, by: "provider" },
  });
}
