import { recordProgress } from "../../../db/queries/leases.ts";
import type { Platform } from "../context.ts";

/** Notes how far runs are. A report that cannot be written is dropped: the next one says more. */
export async function recordRunProgress(
  platform: Pick<Platform, "db" | "hints">,
  rows: readonly { runId: string; leaseToken: string; progress: object }[],
): Promise<void> {
  await recordProgress(platform.db, rows).catch(() => undefined);
  platform.hints.send("events");
}
