import { endPausesThatAreOver } from "../../../db/queries/project-pauses.ts";
import type { Platform } from "../context.ts";
import { tellPaused } from "./record-pause.ts";

/**
 * Notes the end of projects' pauses whose own end has come, and tells of it; planners have gone on by themselves. Answers
 * how many.
 */
export async function endPauses(platform: Pick<Platform, "db" | "hints">): Promise<number> {
  const projects = await platform.db.transaction(async (tx) => {
    const ended = await endPausesThatAreOver(tx);
    await tellPaused(tx, ended, "active");
    return ended;
  });
  if (projects.length > 0) platform.hints.send("events");
  return projects.length;
}
