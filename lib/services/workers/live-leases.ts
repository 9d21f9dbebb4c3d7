import { readLiveLeases } from "../../../db/queries/live-leases.ts";
import type { Platform } from "../context.ts";

/** The leases held on these runs at this moment; ids that are no ids of runs are passed over. */
export function liveLeases(
  platform: Pick<Platform, "db">,
  runIds: readonly string[],
): Promise<{ runId: string; leaseToken: string }[]> {
  const ids = runIds.filter((id) => UUID.test(id));
  return ids.length === 0 ? Promise.resolve([]) : readLiveLeases(platform.db, ids);
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
