import { handOver } from "../../../db/queries/outside-leases.ts";
import type { ClaimedRun } from "../../../db/queries/run-transitions.ts";
import type { Platform } from "../context.ts";

/** Leaves a run to the target that took it over; nothing to do when that has reported its end already. */
export async function handOverRun(
  platform: Pick<Platform, "db" | "hints">,
  { id: runId, leaseToken }: ClaimedRun,
): Promise<void> {
  const run = await handOver(platform.db, { runId, leaseToken });
  // It was asked for while the call was on its way, and nobody could be told yet.
  if (run?.status === "cancelling") platform.hints.send("cancel");
}
