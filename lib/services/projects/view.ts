import type { ProjectView } from "../../contracts/project.ts";
import type { EnteredProject } from "../authorize.ts";

/** A project as the API shows it to somebody in it. */
export function projectView({ id, slug, name, role, createdAt }: EnteredProject): ProjectView {
  return { id, slug, name, role, createdAt: createdAt.toISOString() };
}
