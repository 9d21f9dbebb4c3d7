import type { Tx } from "../../../db/client.ts";
import {
  changePause,
  endPausesThatAreOver,
  findOpenPause,
  insertPause,
  lockProject,
  type OpenPause,
  postponeParked,
} from "../../../db/queries/project-pauses.ts";
import { readNow } from "../../../db/sql.ts";
import type { ProjectPauseBody, ProjectView } from "../../contracts/project.ts";
import { invalid } from "../../domain/errors.ts";
import { newIdAt } from "../../platform/ids.ts";
import { authorOf } from "../author.ts";
import { enterProject } from "../authorize.ts";
import type { Context } from "../context.ts";
import { recordPause } from "./record-pause.ts";
import { showProject } from "./view.ts";

/**
 * Stops planning all jobs of a project, until a moment or until further notice; runs that are open go on. What was due
 * before is still decided (P1). In a paused project it changes the moment and the note where they are said. Throws
 * `not_found`, `forbidden`, `invalid` for a moment that has passed.
 */
export async function pauseProject(
  ctx: Context,
  reference: string,
  body: ProjectPauseBody,
): Promise<ProjectView> {
  const project = await enterProject(ctx, "project.pause", reference);
  await ctx.db.transaction(async (tx) => {
    await lockProject(tx, project.id);
    const wanted = await wantedPause(tx, body);
    const present = await presentPause(tx, project.id);
    const pause = {
      until: wanted.until === undefined ? (present?.until ?? null) : wanted.until,
      note: wanted.note === undefined ? (present?.note ?? null) : wanted.note,
    };
    if (present === null) await beginPause(ctx, tx, project.id, pause);
    else if (present.until === pause.until && present.note === pause.note) return;
    else await changePresent(tx, project.id, present, pause);
    await recordPause(tx, ctx, project.id, "paused", pause);
  });
  ctx.hints.send("jobs", "events");
  return showProject(ctx.db, project);
}

type Pause = { readonly until: number | null; readonly note: string | null };

/** The pause a locked project is in. One whose own end has come is over, and noted so. */
export async function presentPause(tx: Tx, projectId: string): Promise<OpenPause | null> {
  const open = await findOpenPause(tx, projectId);
  if (open === undefined) return null;
  if (!open.isOver) return open;
  await endPausesThatAreOver(tx, projectId);
  return null;
}

async function wantedPause(tx: Tx, { until, note }: ProjectPauseBody) {
  const at = typeof until === "string" ? Date.parse(until) : until;
  if (typeof at === "number" && at <= (await readNow(tx)))
    throw invalid([{ pointer: "/until", message: "must lie in the future" }]);
  return { until: at, note };
}

async function beginPause(ctx: Context, tx: Tx, projectId: string, pause: Pause): Promise<void> {
  const id = newIdAt(await readNow(tx));
  await insertPause(tx, { ...pause, id, projectId, pausedBy: authorOf(ctx.actor) });
}

async function changePresent(tx: Tx, projectId: string, present: OpenPause, pause: Pause) {
  await changePause(tx, present.id, pause);
  // Planners look at the jobs they have parked when the pause ends by itself.
  if (present.until !== pause.until) await postponeParked(tx, projectId, pause.until);
}
