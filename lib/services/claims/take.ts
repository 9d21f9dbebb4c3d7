import { randomUUID } from "node:crypto";
import { lockClaimable, type Wanted } from "../../../db/queries/claimable.ts";
import { claimOutside } from "../../../db/queries/run-transitions.ts";
import { dealOut } from "../../domain/deal-out.ts";
import type { Platform } from "../context.ts";
import { withDefinitions } from "../runs/claim.ts";
import type { OutsideWork } from "./types.ts";

/** Runs claimed in one transaction at most. */
const BATCH = 500;

/** Somebody runs are claimed for. */
type Taker = { readonly workerId: string; readonly max: number };

/** Claims runs for takers that ask for the same, dealt out one by one so that nobody stays idle beside a full hand. Answers by taker. */
export async function takeRuns(
  platform: Pick<Platform, "db" | "hints">,
  wanted: Wanted,
  takers: readonly Taker[],
): Promise<readonly (readonly OutsideWork[])[]> {
  const limit = takers.reduce((sum, { max }) => sum + max, 0);
  const rooms = takers.map(({ max }) => max);
  const { dealt, work } = await platform.db.transaction(async (tx) => {
    const runs = await lockClaimable(tx, wanted, Math.min(limit, BATCH));
    const dealt = dealOut(runs, rooms);
    const claims = dealt.flatMap(({ item: { runId }, to }) => {
      const taker = takers[to];
      if (taker === undefined) return [];
      return [{ runId, workerId: taker.workerId, leaseToken: randomUUID() }];
    });
    const claimed = claims.length === 0 ? [] : await claimOutside(tx, claims);
    return { dealt, work: await withDefinitions(tx, claimed) };
  });
  if (work.length > 0) platform.hints.send("events");
  const byRun = new Map(work.map((one) => [one.run.id, one]));
  const hands = Map.groupBy(dealt, ({ to }) => to);
  return takers.map((_, to) =>
    (hands.get(to) ?? []).flatMap(({ item }) => byRun.get(item.runId) ?? []),
  );
}
