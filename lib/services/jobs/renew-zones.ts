import type { Tx } from "../../../db/client.ts";
import { findJob } from "../../../db/queries/jobs.ts";
import { keepTzdata, lockOutdatedClocks } from "../../../db/queries/planner.ts";
import { TZDATA_VERSION } from "../../platform/tzdata.ts";
import type { Platform } from "../context.ts";
import { recomputeJob } from "./recompute.ts";

/** What renewing did: jobs looked at, and those whose next instant is another now. */
export type Renewed = { readonly jobs: number; readonly moved: number };

const BATCH = 200;
const FIRST = "00000000-0000-0000-0000-000000000000";

/**
 * Computes the next instants again of all jobs that older time-zone data planned (Z5), some at a time. Jobs of newer data
 * than this process has are left alone.
 */
export async function renewZones(platform: Pick<Platform, "db" | "hints">): Promise<Renewed> {
  const total = { jobs: 0, moved: 0 };
  for (let after: string | undefined = FIRST; after !== undefined; ) {
    const step: Renewed & { last: string | undefined } = await renewSome(platform, after);
    total.jobs += step.jobs;
    total.moved += step.moved;
    after = step.last;
  }
  return total;
}

async function renewSome(
  platform: Pick<Platform, "db" | "hints">,
  after: string,
): Promise<Renewed & { last: string | undefined }> {
  const renewed = await platform.db.transaction(async (tx) => {
    const outdated = await lockOutdatedClocks(tx, TZDATA_VERSION, { after, limit: BATCH });
    let moved = 0;
    for (const jobId of outdated) if (await renew(tx, jobId)) moved += 1;
    return { jobs: outdated.length, moved, last: outdated.at(-1) };
  });
  if (renewed.moved > 0) platform.hints.send("jobs", "events");
  return renewed;
}

async function renew(tx: Tx, jobId: string): Promise<boolean> {
  const job = await findJob(tx, { id: jobId });
  if (job !== undefined) return recomputeJob(tx, job, "tzdata");
  // Deleted jobs plan nothing any more.
  await keepTzdata(tx, jobId, TZDATA_VERSION);
  return false;
}
