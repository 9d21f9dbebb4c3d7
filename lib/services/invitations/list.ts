import { listInvitations as readInvitations } from "../../../db/queries/account-links.ts";
import type { InvitationListQuery, InvitationView } from "../../contracts/account.ts";
import type { Page } from "../../contracts/common.ts";
import { enterProject, requireAdmin } from "../authorize.ts";
import type { Context } from "../context.ts";
import { answerPage } from "../page.ts";
import { invitationView } from "./view.ts";

/** A page of the invitations that still work: all (administrators), or those to a project (owners). */
export async function listInvitations(
  ctx: Context,
  query: InvitationListQuery,
): Promise<Page<InvitationView>> {
  if (query.project === undefined) requireAdmin(ctx.actor);
  const projectId =
    query.project === undefined
      ? null
      : (await enterProject(ctx, "members.write", query.project)).id;
  return answerPage(query, {
    read: (page) => readInvitations(ctx.db, projectId, page),
    keyOf: (row) => ({ createdAt: row.createdAt.getTime(), id: row.id }),
    view: (rows) => rows.map(invitationView),
  });
}
