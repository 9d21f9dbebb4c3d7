import type { Tx } from "../../../db/client.ts";
import { findMember, putMember } from "../../../db/queries/projects.ts";
import { defaultProject } from "./add-user.ts";

/**
 * Takes back what being an administrator brought along: the ownership of the default project. They stay in it as editor; who
 * was no owner there stays what they were.
 */
export async function stepDown(tx: Tx, userId: string): Promise<void> {
  const projectId = await defaultProject(tx);
  const member = await findMember(tx, projectId, userId);
  if (member?.role === "owner") await putMember(tx, projectId, userId, "editor");
}
