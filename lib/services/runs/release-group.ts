import type { Tx } from "../../../db/client.ts";
import {
  type GroupName,
  lockGroups,
  moveWaitingRuns,
  readWaitingRuns,
  type WaitingRun,
} from "../../../db/queries/concurrency.ts";
import { leaveQueue } from "../../domain/concurrency.ts";
import { newId } from "../../platform/ids.ts";
import type { Platform } from "../context.ts";
import { announce } from "./announce.ts";
import { uniqueGroups } from "./groups.ts";

type Hands = Pick<Platform, "db" | "queue" | "hints">;

/** Waiting runs looked at in one transaction. */
const BATCH = 100;

/**
 * Gives the free places of a concurrency group to the runs that wait for it, each by its own job's limit at this moment.
 * Those of jobs that have left it go on waiting in the job's new group, or go.
 */
export async function releaseGroup(platform: Hands, group: GroupName): Promise<void> {
  for (let more = true; more; ) {
    const released = await platform.db.transaction((tx) => releaseSome(platform, tx, group));
    if (released.runs > 0) platform.hints.send("runs", "events");
    for (const other of released.moved) await releaseGroup(platform, other);
    more = released.looked === BATCH && released.runs + released.moved.length > 0;
  }
}

type Released = {
  readonly looked: number;
  readonly runs: number;
  /** Groups some runs wait for instead. */
  readonly moved: readonly GroupName[];
};

async function releaseSome(
  platform: Pick<Platform, "queue">,
  tx: Tx,
  group: GroupName,
): Promise<Released> {
  await lockGroups(tx, [group]);
  const waiting = await readWaitingRuns(tx, group, BATCH);
  const elsewhere = waiting.flatMap(({ id, group: present }) =>
    present === null || present.key === group.key ? [] : [{ id, key: present.key }],
  );
  if (elsewhere.length > 0) await moveWaitingRuns(tx, elsewhere);
  const going = whoGoes(waiting, group);
  await announce(platform, tx, going);
  const { projectId } = group;
  return {
    looked: waiting.length,
    runs: going.length,
    moved: uniqueGroups(elsewhere.map(({ key }) => ({ projectId, key }))),
  };
}

function whoGoes(waiting: readonly WaitingRun[], { key }: GroupName) {
  const withoutGroup = waiting.filter((run) => run.group === null);
  const members = waiting.flatMap((run) =>
    run.group?.key === key ? [{ ...run, limit: run.group.limit }] : [],
  );
  const taken = waiting[0]?.taken ?? 0;
  return [
    ...withoutGroup.map((run) => ({ ...run, dispatchId: newId(), concurrencyKey: null })),
    ...leaveQueue(taken, members).map((run) => ({
      ...run,
      dispatchId: newId(),
      concurrencyKey: key,
    })),
  ];
}
