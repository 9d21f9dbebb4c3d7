import { findFeed, insertFeed } from "../../../db/queries/calendar-feeds.ts";
import { findJob } from "../../../db/queries/jobs.ts";
import type { FeedCreate, NewFeedView } from "../../contracts/feed.ts";
import { invalid, notFound } from "../../domain/errors.ts";
import { newId } from "../../platform/ids.ts";
import { recordDeed } from "../audit/record.ts";
import { authorOf } from "../author.ts";
import { enterProject } from "../authorize.ts";
import type { Context } from "../context.ts";
import { isId } from "../page.ts";
import { issueFeedToken } from "./find.ts";
import { feedView } from "./view.ts";

/**
 * Makes an address under which calendar programs read the occurrences of a job or of the whole project, without signing
 * in; it is in this answer only. Throws `invalid` for a job the project does not have, `forbidden`, `not_found`.
 */
export async function createFeed(ctx: Context, body: FeedCreate): Promise<NewFeedView> {
  const project = await enterProject(ctx, "jobs.write", body.project);
  const jobId = await jobOf(ctx, project.id, body.job ?? null);
  const { token, tokenHash } = issueFeedToken(ctx.config.authSecret);
  const id = newId();
  const row = await ctx.db.transaction(async (tx) => {
    const { name } = body;
    const createdBy = authorOf(ctx.actor);
    await insertFeed(tx, { id, projectId: project.id, jobId, name, tokenHash, createdBy });
    await recordDeed(tx, ctx, {
      action: "feed.created",
      projectId: project.id,
      object: { kind: "feed", id },
      after: { name, jobId },
    });
    return findFeed(tx, { id });
  });
  if (row === undefined) throw notFound("job");
  const url = new URL(`/api/v1/feeds/${token}.ics`, ctx.config.publicUrl).href;
  return { ...feedView(row), token, url };
}

async function jobOf(ctx: Context, projectId: string, job: string | null): Promise<string | null> {
  if (job === null) return null;
  const found = await findJob(ctx.db, isId(job) ? { id: job } : { projectId, key: job });
  if (found?.projectId === projectId) return found.id;
  throw invalid([{ pointer: "/job", message: "there is no such job in this project" }]);
}
