import type { ProjectView } from "../../lib/contracts/project.ts";

/** Whether somebody in this role may pause and resume a project; the server decides in the end. */
export function mayPause(role: ProjectView["role"]): boolean {
  return role !== "viewer";
}
