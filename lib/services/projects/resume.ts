import { endPause, lockProject, wakeParked } from "../../../db/queries/project-pauses.ts";
import type { ProjectResumeBody, ProjectView } from "../../contracts/project.ts";
import { authorOf } from "../author.ts";
import { enterProject } from "../authorize.ts";
import type { Context } from "../context.ts";
import { presentPause } from "./pause.ts";
import { recordPause } from "./record-pause.ts";
import { showProject } from "./view.ts";

/**
 * Ends the pause of a project. Planners then decide its slots job by job, by `missed`, else by each job's misfire policy
 * (P3). A project that is not paused stays as it is. Throws `not_found`, `forbidden`.
 */
export async function resumeProject(
  ctx: Context,
  reference: string,
  { missed = null }: { readonly missed?: ProjectResumeBody["missed"] | null },
): Promise<ProjectView> {
  const project = await enterProject(ctx, "project.pause", reference);
  await ctx.db.transaction(async (tx) => {
    await lockProject(tx, project.id);
    const present = await presentPause(tx, project.id);
    if (present === null) return;
    await endPause(tx, present.id, { missed, resumedBy: authorOf(ctx.actor) });
    // After the pause: a planner that parks a job holds it, so nobody is parked behind our back.
    await wakeParked(tx, project.id);
    await recordPause(tx, ctx, project.id, "resumed", { missed });
  });
  ctx.hints.send("jobs", "events");
  return showProject(ctx.db, project);
}
