import type { Db } from "../../../db/client.ts";
import { type NextDue, peekNextDue } from "../../../db/queries/planner.ts";
import { TZDATA_VERSION } from "../../platform/tzdata.ts";
import type { Platform } from "../context.ts";
import { type ClaimedWork, withDefinitions } from "./claim.ts";
import { openDueDelayed } from "./open-delayed.ts";
import { NOTHING_DUE, openDue, type Undecided } from "./open-due.ts";
import { releaseHeld } from "./release-held.ts";
import type { Here } from "./start-here.ts";

/** What a pass did; `started` are runs the planning worker holds the lease of and must execute. */
export type Planned = {
  readonly jobs: number;
  readonly runs: number;
  readonly started: readonly ClaimedWork[];
  readonly undecided: readonly Undecided[];
};

/** What a pass looks at, and for whom. */
export type PassOptions = {
  /** Free slots of the planner's own worker; it claims for it what it opens. */
  readonly here?: Here | null;
  /** Without these, everything is looked at. */
  readonly only?: { readonly jobs: boolean; readonly delayed: boolean };
};

/** One pass of a planner over at most `limit` due jobs and as many delayed runs. */
export async function planDue(
  platform: Pick<Platform, "db" | "queue" | "hints">,
  limit: number,
  { here = null, only = { jobs: true, delayed: true } }: PassOptions = {},
): Promise<Planned> {
  const { due, delayed, started } = await platform.db.transaction(async (tx) => {
    const due = only.jobs ? await openDue(platform.queue, tx, limit, here) : NOTHING_DUE;
    const delayed = only.delayed ? await openDueDelayed(platform.queue, tx, limit) : NOTHING_DUE;
    return { due, delayed, started: await withDefinitions(tx, due.started) };
  });
  const runs = due.runs + delayed.runs;
  if (runs > 0)
    platform.hints.send("events", ...(runs > due.started.length ? (["runs"] as const) : []));
  const held = [...new Set([...due.heldJobs, ...delayed.heldJobs])];
  const groups = [...due.groups, ...delayed.groups];
  if (held.length > 0 || groups.length > 0) {
    platform.hints.send("cancel");
    // The pass is committed, and what it started must begin; the custodian sweeps what stays held.
    await releaseHeld(platform, held, groups).catch(() => undefined);
  }
  return { jobs: due.jobs, runs, started, undecided: due.undecided };
}

/** When the next job and the next delayed run are due, and how many jobs are due together, counted up to `most`. */
export function nextDue(db: Db, most: number): Promise<NextDue> {
  return peekNextDue(db, TZDATA_VERSION, most);
}
