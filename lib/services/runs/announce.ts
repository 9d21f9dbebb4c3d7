import type { Tx } from "../../../db/client.ts";
import { dispatchHeld, type Going } from "../../../db/queries/held.ts";
import type { Platform } from "../context.ts";

/** Makes held runs dispatchable and puts their messages; one that was cancelled meanwhile gets none. */
export async function announce(
  platform: Pick<Platform, "queue">,
  tx: Tx,
  runs: readonly (Going & {
    readonly pool: string;
    readonly priority: number;
    readonly delaySeconds: number;
  })[],
): Promise<void> {
  if (runs.length === 0) return;
  const dispatched = await dispatchHeld(
    tx,
    runs.map(({ id, dispatchId, exclusive, concurrencyKey }) => ({
      id,
      dispatchId,
      exclusive,
      concurrencyKey,
    })),
  );
  await platform.queue.put(
    tx,
    runs.flatMap(({ id: runId, dispatchId, pool, priority, delaySeconds }) => {
      const going = dispatched.get(runId);
      if (going === undefined) return [];
      return [{ runId, dispatchId, pool, priority, delaySeconds, ...going }];
    }),
  );
}
