import { listFeeds } from "../../../db/queries/calendar-feeds.ts";
import type { Page } from "../../contracts/common.ts";
import type { FeedListQuery, FeedView } from "../../contracts/feed.ts";
import { enterProject } from "../authorize.ts";
import type { Context } from "../context.ts";
import { answerPage } from "../page.ts";
import { feedView } from "./view.ts";

/** A page of the project's feeds, newest first, without their addresses. */
export async function listFeedsOf(ctx: Context, query: FeedListQuery): Promise<Page<FeedView>> {
  const project = await enterProject(ctx, "jobs.read", query.project);
  return answerPage(query, {
    read: (page) => listFeeds(ctx.db, project.id, page),
    keyOf: ({ createdAt, id }) => ({ createdAt: createdAt.getTime(), id }),
    view: (rows) => rows.map(feedView),
  });
}
