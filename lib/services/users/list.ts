import { listUsers as readUsers } from "../../../db/queries/users.ts";
import type { Page } from "../../contracts/common.ts";
import type { UserListQuery, UserView } from "../../contracts/user.ts";
import { requireAdmin } from "../authorize.ts";
import type { Context } from "../context.ts";
import { answerPage } from "../page.ts";
import { userView } from "./view.ts";

/** A page of everybody, newest first. Administrators only. */
export async function listUsers(ctx: Context, query: UserListQuery): Promise<Page<UserView>> {
  requireAdmin(ctx.actor);
  return answerPage(query, {
    read: (page) => readUsers(ctx.db, { q: query.q }, page),
    keyOf: (row) => ({ createdAt: row.createdAt.getTime(), id: row.id }),
    view: (rows) => rows.map(userView),
  });
}
