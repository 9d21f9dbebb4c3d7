import { markGoneWorkers } from "../../../db/queries/workers.ts";
import type { Platform } from "../context.ts";

/** Marks workers not heard of for `seconds` as gone. Answers how many. */
export async function markSilentWorkers(
  platform: Pick<Platform, "db" | "hints">,
  seconds: number,
): Promise<number> {
  const gone = await markGoneWorkers(platform.db, seconds);
  if (gone > 0) platform.hints.send("events");
  return gone;
}
