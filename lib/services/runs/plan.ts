import type { Db } from "../../../db/client.ts";
import { peekNextDue } from "../../../db/queries/planner.ts";
import type { Platform } from "../context.ts";
import { openDueDelayed } from "./open-by-hand.ts";
import { openDue } from "./open-due.ts";
import { releaseHeld } from "./release-held.ts";

/** One pass of a planner over at most `limit` due jobs and as many delayed runs. */
export async function planDue(
  platform: Pick<Platform, "db" | "queue" | "hints">,
  limit: number,
): Promise<{ jobs: number; runs: number }> {
  const { due, delayed } = await platform.db.transaction(async (tx) => ({
    due: await openDue(platform.queue, tx, limit),
    delayed: await openDueDelayed(platform.queue, tx, limit),
  }));
  const runs = due.runs + delayed.runs;
  if (runs > 0) platform.hints.send("runs", "events");
  const held = [...new Set([...due.heldJobs, ...delayed.heldJobs])];
  if (held.length > 0) {
    platform.hints.send("cancel");
    await releaseHeld(platform, held);
  }
  return { jobs: due.jobs, runs };
}

/** Milliseconds until something is due, negative when it already is, null when nothing is planned. */
export function nextDue(db: Db): Promise<number | null> {
  return peekNextDue(db);
}
