import { randomUUID } from "node:crypto";
import type { Tx } from "../../../db/client.ts";
import { type Claimable, lockClaimable, type Wanted } from "../../../db/queries/claimable.ts";
import { claimOutside } from "../../../db/queries/run-transitions.ts";
import { dealOut } from "../../domain/deal-out.ts";
import type { Platform } from "../context.ts";
import { withDefinitions } from "../runs/claim.ts";
import type { Turns } from "./turns.ts";
import type { OutsideWork } from "./types.ts";

/** Runs claimed in one transaction at most. */
const BATCH = 500;

/** Somebody runs are claimed for. */
type Taker = { readonly workerId: string; readonly max: number };

/**
 * Claims runs for takers that ask for the same, project by project in turn, dealt out one by one so that nobody stays idle
 * beside a full hand. Answers by taker.
 */
export async function takeRuns(
  platform: Pick<Platform, "db" | "hints">,
  { wanted, takers, turns }: { wanted: Wanted; takers: readonly Taker[]; turns: Turns },
): Promise<readonly (readonly OutsideWork[])[]> {
  const rooms = takers.map(({ max }) => max);
  const limit = rooms.reduce((sum, max) => sum + max, 0);
  const { dealt, work } = await platform.db.transaction(async (tx) => {
    const runs = await lockByTurns(tx, wanted, { turns, limit: Math.min(limit, BATCH) });
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

/** Looks again for what some projects have left of their shares, until there are as many as wanted or no more. */
async function lockByTurns(
  tx: Tx,
  wanted: Wanted,
  { turns, limit }: { readonly turns: Turns; readonly limit: number },
): Promise<Claimable[]> {
  const locked: Claimable[] = [];
  for (;;) {
    const room = limit - locked.length;
    const more =
      room <= 0
        ? []
        : await lockClaimable(tx, wanted, room, { servedLast: turns.servedLast(wanted), locked });
    if (more.length === 0) return locked;
    turns.serve(wanted, more);
    locked.push(...more);
  }
}
