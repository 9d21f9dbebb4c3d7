import type { Logger } from "pino";
import type { ContainersConfig } from "../lib/platform/containers.ts";
import type { Platform } from "../lib/services/context.ts";
import { installationName } from "../lib/services/workers/installation.ts";
import { liveLeases } from "../lib/services/workers/live-leases.ts";
import { leaseMark, type Owner } from "./executors/container/labels.ts";
import { type ContainerExecutor, createContainerExecutor } from "./executors/container.ts";
import { Loop } from "./loop.ts";
import { persist } from "./persist.ts";

/** Between two looks for containers that nobody watches any more. */
const LOOK_MS = 10_000;

/** The container engine of a worker. */
export type Containers = {
  readonly executor: ContainerExecutor;
  /** Ends the looks for orphans and the connections. */
  close(): Promise<void>;
};

/** Opens the engine of this worker, and clears away at once and from time to time what dead workers left there. */
export async function openContainers(
  platform: Pick<Platform, "db">,
  { url, certs, networks }: ContainersConfig,
  { workerId, log }: { readonly workerId: string; readonly log: Logger },
): Promise<Containers> {
  const installation = await persist("naming the installation", log, () =>
    installationName(platform),
  );
  const executor = createContainerExecutor({
    address: { url, certs },
    networks,
    installation,
    workerId,
  });
  const turn = async (): Promise<number> => {
    const removed = await executor.removeOrphans((owners) => findLive(platform, owners));
    if (removed > 0) log.warn({ containers: removed }, "containers of dead workers were removed");
    return LOOK_MS;
  };
  const loop = new Loop({ name: "orphans", turn, log });
  loop.start();
  return {
    executor,
    close: async () => {
      await loop.stop();
      executor.close();
    },
  };
}

async function findLive(
  platform: Pick<Platform, "db">,
  owners: readonly Owner[],
): Promise<readonly Owner[]> {
  const leases = await liveLeases(
    platform,
    owners.map(({ runId }) => runId),
  );
  const held = new Set(leases.map(({ leaseToken }) => leaseMark(leaseToken)));
  return owners.filter(({ lease }) => held.has(lease));
}
