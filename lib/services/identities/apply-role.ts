import type { Tx } from "../../../db/client.ts";
import { findProject, putMember } from "../../../db/queries/projects.ts";
import { findUser, lockAdministrators, updateUser } from "../../../db/queries/users.ts";
import type { GrantedRole } from "../../domain/identity/granted-role.ts";
import { recordDeed } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { DEFAULT_PROJECT } from "../users/add-user.ts";

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
  const wasAdmin = user.role === "admin";
  // Who is no administrator any more does not stay the owner that made them.
  const projectRole = granted.projectRole ?? (wasAdmin && role === "member" ? "editor" : null);
  if (projectRole !== null && !isLast) await putInDefault(tx, userId, projectRole);
  if (role === user.role) return;
  await updateUser(tx, userId, { role });
  await recordDeed(tx, ctx, {
    action: "user.updated",
    object: { kind: "user", id: userId },
    before: { role: user.role },
    after: { role, by: "provider" },
  });
}

async function putInDefault(
  tx: Tx,
  userId: string,
  role: NonNullable<GrantedRole["projectRole"]>,
): Promise<void> {
  const project = await findProject(tx, { slug: DEFAULT_PROJECT }, null);
  if (project !== undefined) await putMember(tx, project.id, userId, role);
}
