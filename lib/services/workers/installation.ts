import { readInstallation } from "../../../db/queries/installation.ts";
import type { Platform } from "../context.ts";

/** The name of this installation, the same for all its processes. Throws before the first project is made. */
export async function installationName(platform: Pick<Platform, "db">): Promise<string> {
  const name = await readInstallation(platform.db);
  if (name === null) throw new Error("there is no project yet; the migration makes the first one");
  return name;
}
