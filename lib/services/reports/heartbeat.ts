import { touchExternalWorkers } from "../../../db/queries/external-workers.ts";
import { beatOutside } from "../../../db/queries/outside-leases.ts";
import type { HeartbeatBody, HeartbeatView } from "../../contracts/worker-calls.ts";
import { formatInstant } from "../../domain/schedule/moment.ts";
import { Recent } from "../../platform/recent.ts";
import type { Platform } from "../context.ts";
import { masked } from "../secrets/outside.ts";
import { type Holder, refusalOf } from "./holder.ts";

/** A worker that beats for many runs is noted to live this often only. */
const TOUCH_MS = 5_000;

const touchedAt = new Recent<number>(10_000);

/**
 * Keeps a run for its holder outside and says what is wanted of it; a cancel counts as delivered with this answer. Throws
 * `not_found`, `lease_lost`.
 */
export async function reportHeartbeat(
  ctx: Platform,
  holder: Holder,
  { progress }: Pick<HeartbeatBody, "progress">,
): Promise<HeartbeatView> {
  const shown = progress ? await masked(ctx, holder.runId, progress) : null;
  const beat = await beatOutside(ctx.db, holder, shown);
  if (beat === undefined) throw await refusalOf(ctx, holder);
  if (progress) ctx.hints.send("events");
  await touch(ctx, beat.workerId);
  return {
    action: beat.status === "cancelling" ? "cancel" : "continue",
    leaseExpiresAt: formatInstant(beat.leaseExpiresAt),
  };
}

async function touch({ db }: Platform, workerId: string): Promise<void> {
  const now = performance.now();
  const before = touchedAt.get(workerId);
  if (before !== undefined && now - before < TOUCH_MS) return;
  touchedAt.set(workerId, now);
  await touchExternalWorkers(db, [workerId]);
}
