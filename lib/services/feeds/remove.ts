import { deleteFeed, findFeed } from "../../../db/queries/calendar-feeds.ts";
import { notFound } from "../../domain/errors.ts";
import { recordDeed } from "../audit/record.ts";
import { authorize } from "../authorize.ts";
import type { Context } from "../context.ts";
import { isId } from "../page.ts";

/** Ends a feed at once: its address answers 404. Throws `not_found`, `forbidden`. */
export async function removeFeed(ctx: Context, id: string): Promise<void> {
  const feed = isId(id) ? await findFeed(ctx.db, { id }) : undefined;
  if (feed === undefined) throw notFound("feed");
  await authorize(ctx, "jobs.write", feed.projectId, "feed");
  await ctx.db.transaction(async (tx) => {
    await deleteFeed(tx, id);
    await recordDeed(tx, ctx, {
      action: "feed.deleted",
      projectId: feed.projectId,
      object: { kind: "feed", id },
      before: { name: feed.name, jobId: feed.jobId },
    });
  });
}
