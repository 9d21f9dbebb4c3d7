import type { Db } from "../../../db/client.ts";
import { peekNextDue } from "../../../db/queries/planner.ts";
import type { Platform } from "../context.ts";
import { type ClaimedWork, withDefinitions } from "./claim.ts";
import { openDueDelayed } from "./open-by-hand.ts";
import { openDue } from "./open-due.ts";
import { releaseHeld } from "./release-held.ts";
import type { Here } from "./start-here.ts";

/** What a pass did; `started` are runs the planning worker holds the lease of and must execute. */
export type Planned = {
  readonly jobs: number;
  readonly runs: number;
  readonly started: readonly ClaimedWork[];
};

/**
 * One pass of a planner over at most `limit` due jobs and as many delayed runs. With free slots of its own worker
 * (`here`) it claims for it what it opens.
 */
export async function planDue(
  platform: Pick<Platform, "db" | "queue" | "hints">,
  limit: number,
  here: Here | null = null,
): Promise<Planned> {
  const { due, delayed, started } = await platform.db.transaction(async (tx) => {
    const due = await openDue(platform.queue, tx, limit, here);
    const delayed = await openDueDelayed(platform.queue, tx, limit);
    return { due, delayed, started: await withDefinitions(tx, due.started) };
  });
  const runs = due.runs + delayed.runs;
  if (runs > 0)
    platform.hints.send("events", ...(runs > due.started.length ? (["runs"] as const) : []));
  const held = [...new Set([...due.heldJobs, ...delayed.heldJobs])];
  if (held.length > 0) {
    platform.hints.send("cancel");
    // The pass is committed, and what it started must begin; the custodian sweeps what stays held.
    await releaseHeld(platform, held).catch(() => undefined);
  }
  return { jobs: due.jobs, runs, started };
}

/** Milliseconds until something is due, negative when it already is, null when nothing is planned. */
export function nextDue(db: Db): Promise<number | null> {
  return peekNextDue(db);
}
