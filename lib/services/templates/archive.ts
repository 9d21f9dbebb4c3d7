import { insertEvents } from "../../../db/queries/events.ts";
import { type Follower, listFollowers } from "../../../db/queries/jobs.ts";
import { archiveTemplate } from "../../../db/queries/templates.ts";
import { conflict } from "../../domain/errors.ts";
import { recordDeed } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { reachOwnTemplate } from "./find.ts";
import { lockForChange } from "./update.ts";

/** Followers a refusal names. */
const NAMED = 5;

/**
 * Archives a template: it is no longer offered and its slug is free. Jobs pinned to one of its versions go on.
 * Throws `conflict` while jobs follow its latest version, `not_found`, `stale`.
 */
export async function archive(
  ctx: Context,
  reference: string,
  options: { readonly project?: string | undefined; readonly ifMatch: number | null },
): Promise<void> {
  const template = await reachOwnTemplate(ctx, {
    template: reference,
    project: options.project,
  });
  if (template.archivedAt !== null) return;
  await ctx.db.transaction(async (tx) => {
    await lockForChange(tx, template.id, options.ifMatch);
    const followers = await listFollowers(tx, template.id, { limit: NAMED + 1 });
    if (followers.length > 0) throw followed(followers, template.projectId);
    await archiveTemplate(tx, template.id);
    await recordDeed(tx, ctx, {
      action: "template.archived",
      projectId: template.projectId,
      object: { kind: "template", id: template.id },
      before: { slug: template.slug, version: template.latestVersion },
    });
    await insertEvents(tx, [
      {
        type: "template.updated",
        projectId: template.projectId,
        data: { templateId: template.id, version: template.latestVersion, archived: true },
      },
    ]);
  });
  ctx.hints.send("events");
}

/** Names of other projects' jobs are theirs. */
function followed(followers: readonly Follower[], projectId: string) {
  const own = followers.filter((job) => job.projectId === projectId).map(({ name }) => name);
  const rest = followers.length > Math.min(own.length, NAMED) ? ["others"] : [];
  const names = [...own.slice(0, NAMED), ...rest].join(", ");
  return conflict(
    `Jobs follow this template: ${names}. Delete them, or pin them to a version, first.`,
  );
}
