import {
  deleteMember,
  findMember,
  type MemberRow,
  listMembers as readMembers,
  putMember as writeMember,
} from "../../../db/queries/projects.ts";
import { findUser } from "../../../db/queries/users.ts";
import type { Page } from "../../contracts/common.ts";
import type { MemberPut, MemberView } from "../../contracts/project.ts";
import { notFound } from "../../domain/errors.ts";
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

/** Makes a person a member, or changes what they are. Owners only. Throws `not_found` for nobody. */
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
    const before = await findMember(tx, id, userId);
    await writeMember(tx, id, userId, role);
    const after = await findMember(tx, id, userId);
    if (after === undefined) throw notFound("member");
    await recordDeed(tx, ctx, {
      action: "member.put",
      projectId: id,
      object: { kind: "user", id: userId },
      before: before === undefined ? null : { role: before.role },
      after: { role },
    });
    return memberView(after);
  });
}

/** Takes a membership away. Owners only. Throws `not_found` when there is none. */
export async function removeMember(ctx: Context, reference: string, userId: string): Promise<void> {
  const { id } = await enterProject(ctx, "members.write", reference);
  await ctx.db.transaction(async (tx) => {
    if (!(isId(userId) && (await deleteMember(tx, id, userId)))) throw notFound("member");
    const object = { kind: "user", id: userId };
    await recordDeed(tx, ctx, { action: "member.removed", projectId: id, object });
  });
}

function memberView({ createdAt, ...row }: MemberRow): MemberView {
  return { ...row, createdAt: createdAt.toISOString() };
}
