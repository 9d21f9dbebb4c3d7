import type { Tx } from "../../../db/client.ts";
import { endInvitationsBy } from "../../../db/queries/account-links.ts";
import {
  deleteMember,
  findMember,
  lockOwners,
  type MemberRow,
  listMembers as readMembers,
  putMember as writeMember,
} from "../../../db/queries/projects.ts";
import { findCredentials, findUser } from "../../../db/queries/users.ts";
import type { Page } from "../../contracts/common.ts";
import type { MemberAdd, MemberPut, MemberView } from "../../contracts/project.ts";
import { conflict, notFound } from "../../domain/errors.ts";
import { recordDeed } from "../audit/record.ts";
import { enterProject } from "../authorize.ts";
import type { Context } from "../context.ts";
import { isId } from "../page.ts";

/** All members of a project, in one page. */
export async function listMembers(ctx: Context, reference: string): Promise<Page<MemberView>> {
  const { id } = await enterProject(ctx, "members.read", reference);
  const rows = await readMembers(ctx.db, id);
  return { data: rows.map(memberView), nextCursor: null };
}

/** One member. Throws `not_found` when the person is none. */
export async function readMember(
  ctx: Context,
  reference: string,
  userId: string,
): Promise<MemberView> {
  const { id } = await enterProject(ctx, "members.read", reference);
  const row = isId(userId) ? await findMember(ctx.db, id, userId) : undefined;
  if (row === undefined) throw notFound("member");
  return memberView(row);
}

/**
 * Makes somebody a member by their address. Owners only. Throws `not_found` when nobody has it, `conflict` when they are a
 * member already.
 */
export async function addMember(
  ctx: Context,
  reference: string,
  { email, role }: MemberAdd,
): Promise<MemberView> {
  const { id } = await enterProject(ctx, "members.write", reference);
  const user = await findCredentials(ctx.db, email);
  if (user === undefined) throw notFound("user");
  if ((await findMember(ctx.db, id, user.id)) !== undefined) {
    const problem = { pointer: "/email", message: "is a member already" };
    throw conflict("They are a member already. Change their role instead.", [problem]);
  }
  return putMember(ctx, id, user.id, { role });
}

/**
 * Makes a person a member, or changes what they are. Owners only. Throws `not_found` for nobody, `conflict` when no owner would
 * be left.
 */
export async function putMember(
  ctx: Context,
  reference: string,
  userId: string,
  { role }: MemberPut,
): Promise<MemberView> {
  const { id } = await enterProject(ctx, "members.write", reference);
  return ctx.db.transaction(async (tx) => {
    const user = isId(userId) ? await findUser(tx, userId) : undefined;
    if (user === undefined) throw notFound("user");
    if (role !== "owner") await requireOtherOwner(tx, id, userId);
    const before = await findMember(tx, id, userId);
    await writeMember(tx, id, userId, role);
    const after = await findMember(tx, id, userId);
    if (after === undefined) throw notFound("member");
    if (role !== "owner") await endInvitationsBy(tx, userId, id);
    await recordDeed(tx, ctx, {
      action: "member.put",
      projectId: id,
      object: { kind: "user", id: userId },
      before: before === undefined ? null : { role: before.role },
      after: { email: after.email, role },
    });
    return memberView(after);
  });
}

/** Takes a membership away. Owners only. Throws `not_found` when there is none, `conflict` when no owner would be left. */
export async function removeMember(ctx: Context, reference: string, userId: string): Promise<void> {
  const { id } = await enterProject(ctx, "members.write", reference);
  await ctx.db.transaction(async (tx) => {
    const before = isId(userId) ? await findMember(tx, id, userId) : undefined;
    if (before === undefined) throw notFound("member");
    await requireOtherOwner(tx, id, userId);
    await deleteMember(tx, id, userId);
    await endInvitationsBy(tx, userId, id);
    const object = { kind: "user", id: userId };
    await recordDeed(tx, ctx, {
      action: "member.removed",
      projectId: id,
      object,
      before: { email: before.email, role: before.role },
    });
  });
}

/** A project always has somebody who can let others in. */
async function requireOtherOwner(tx: Tx, projectId: string, userId: string): Promise<void> {
  const owners = await lockOwners(tx, projectId);
  if (owners.length !== 1 || owners[0] !== userId) return;
  throw conflict("This is the last owner of the project. Make somebody else one first.");
}

function memberView({ createdAt, ...row }: MemberRow): MemberView {
  return { ...row, createdAt: createdAt.toISOString() };
}
