import { listTokens as readTokens } from "../../../db/queries/tokens.ts";
import type { Page } from "../../contracts/common.ts";
import type { TokenListQuery, TokenView } from "../../contracts/token.ts";
import { enterProject, requireAccess, requirePerson } from "../authorize.ts";
import type { Context } from "../context.ts";
import { answerPage } from "../page.ts";
import { tokenView } from "./view.ts";

/** A page of the caller's own tokens, or with `project` (owners) of all tokens limited to it. Revoked ones are left out. */
export async function listTokens(ctx: Context, query: TokenListQuery): Promise<Page<TokenView>> {
  requireAccess(ctx.actor, "admin");
  const whose =
    query.project === undefined
      ? { userId: requirePerson(ctx.actor).userId }
      : { projectId: (await enterProject(ctx, "tokens.manage", query.project)).id };
  return answerPage(query, {
    read: (page) => readTokens(ctx.db, whose, page),
    keyOf: (row) => ({ createdAt: row.createdAt.getTime(), id: row.id }),
    view: (rows) => rows.map(tokenView),
  });
}
