import { findUserWithProject, updateProfile } from "../../../db/queries/users.ts";
import type { MePatch } from "../../contracts/account.ts";
import type { MeView } from "../../contracts/session.ts";
import { unauthenticated } from "../../domain/errors.ts";
import { recordDeed } from "../audit/record.ts";
import { requireAccess, requirePerson, resolveProject } from "../authorize.ts";
import type { Context } from "../context.ts";
import { describeMe } from "../session/me.ts";

/** Changes the caller's own name and the project they begin in. Throws `not_found` for a project they are not in. */
export async function updateMe(ctx: Context, patch: MePatch): Promise<MeView> {
  requireAccess(ctx.actor, "admin");
  const { userId } = requirePerson(ctx.actor);
  const { name, defaultProject } = patch;
  const project =
    defaultProject === undefined ? undefined : await resolveProject(ctx, defaultProject);
  const before = await findUserWithProject(ctx.db, userId);
  if (before === undefined) throw unauthenticated();
  await ctx.db.transaction(async (tx) => {
    await updateProfile(tx, userId, { name, defaultProjectId: project?.id });
    await recordDeed(tx, ctx, {
      action: "user.updated",
      object: { kind: "user", id: userId },
      before: { name: before.name, defaultProject: before.defaultProject },
      after: { name: name ?? before.name, defaultProject: project?.slug ?? before.defaultProject },
    });
  });
  return describeMe(ctx);
}
