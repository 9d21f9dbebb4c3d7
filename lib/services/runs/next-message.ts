import type { Capability } from "../../domain/capability.ts";
import type { Platform } from "../context.ts";

/** Milliseconds until a run of these pools may start on a worker with these capabilities, 0 when one already may, null when none is announced. */
export function nextMessageDue(
  platform: Pick<Platform, "db" | "queue">,
  pools: readonly string[],
  capabilities: readonly Capability[] = [],
): Promise<number | null> {
  return platform.queue.nextDue(platform.db, pools, capabilities);
}
