import type { WorkerRow } from "../../../db/queries/worker-list.ts";
import type { WorkerView } from "../../contracts/worker.ts";

/** Two beats and a half: a worker that is silent longer is late. */
const LATE_SECONDS = 25;
/** A worker silent this long counts as dead. */
export const ALIVE_SECONDS = 60;

/** A worker as the API shows it. */
export function workerView(row: WorkerRow): WorkerView {
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    version: row.version,
    pools: row.pools,
    capabilities: row.capabilities,
    tasks: row.tasks,
    slots: row.slots,
    slotsUsed: row.slotsUsed,
    draining: row.draining,
    status: statusOf(row),
    startedAt: row.startedAt.toISOString(),
    heartbeatAt: row.heartbeatAt.toISOString(),
    stoppedAt: row.stoppedAt?.toISOString() ?? null,
  };
}

function statusOf({ stoppedAt, silentSeconds }: WorkerRow): WorkerView["status"] {
  // One that ended in order was heard of shortly before; one that was found dead was not.
  if (stoppedAt !== null) return silentSeconds > LATE_SECONDS ? "gone" : "stopped";
  if (silentSeconds > ALIVE_SECONDS) return "gone";
  return silentSeconds > LATE_SECONDS ? "late" : "online";
}
