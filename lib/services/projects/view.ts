import type { Db, Tx } from "../../../db/client.ts";
import { type ProjectPauseRow, readPausesGoingOn } from "../../../db/queries/project-pauses.ts";
import type { ProjectPauseView, ProjectView } from "../../contracts/project.ts";
import { authorView } from "../author.ts";
import type { EnteredProject } from "../authorize.ts";

/** Projects as the API shows them to somebody in them, their pauses read in one statement. */
export async function projectViews(
  on: Db | Tx,
  projects: readonly EnteredProject[],
): Promise<ProjectView[]> {
  if (projects.length === 0) return [];
  const pauses = await readPausesGoingOn(
    on,
    projects.map((project) => project.id),
  );
  const byProject = new Map(pauses.map((pause) => [pause.projectId, pause]));
  return projects.map(({ id, slug, name, role, createdAt }) => ({
    id,
    slug,
    name,
    role,
    paused: pauseView(byProject.get(id)),
    createdAt: createdAt.toISOString(),
  }));
}

/** A project as it stands now. */
export async function showProject(on: Db | Tx, project: EnteredProject): Promise<ProjectView> {
  const [view] = await projectViews(on, [project]);
  if (view === undefined) throw new Error("a project has no view");
  return view;
}

function pauseView(pause: ProjectPauseRow | undefined): ProjectPauseView | null {
  if (pause === undefined) return null;
  return {
    at: pause.at.toISOString(),
    until: pause.until?.toISOString() ?? null,
    by: authorView(pause.by, pause.byName),
    note: pause.note,
  };
}
