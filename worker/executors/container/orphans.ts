import type { Engine } from "./engine.ts";
import type { Owner } from "./labels.ts";
import { listContainers, removeContainer } from "./life.ts";

/** Of these owners, those whose lease is held at this moment. */
export type FindLive = (owners: readonly Owner[]) => Promise<readonly Owner[]>;

/**
 * Stops and removes the containers of this installation that nobody watches any more, because their worker died or was
 * cut off from the engine. Answers how many.
 */
export async function removeOrphans(
  engine: Engine,
  installation: string,
  findLive: FindLive,
): Promise<number> {
  const containers = await listContainers(engine, { installation });
  if (containers.length === 0) return 0;
  // Leases are asked for after the list was made: a container is made under a lease that is held already.
  const live = await findLive(containers.flatMap(({ owner }) => owner ?? []));
  const held = new Set(live.map(({ lease }) => lease));
  const orphans = containers.filter(({ owner }) => owner === null || !held.has(owner.lease));
  for (const { id } of orphans) await removeContainer(engine, id);
  return orphans.length;
}
