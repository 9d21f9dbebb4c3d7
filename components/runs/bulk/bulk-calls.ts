import { api } from "../../../lib/client/api.ts";
import type { Filters } from "../../../lib/client/query-keys.ts";
import type { BulkView } from "../../../lib/contracts/bulk.ts";
import type { BulkAction } from "../../../lib/domain/bulk.ts";

/** Ids the server takes in one call. */
const MOST_IDS = 1_000;

/** The runs that are meant: those picked one by one, or all of a filter. */
export type BulkTarget = { readonly ids: readonly string[] } | { readonly filter: Filters };

/** What of it has been done by now, and how much is left; `remaining` stops counting at 100,000. */
export type BulkTally = Pick<BulkView, "applied" | "remaining"> & {
  readonly skipped: readonly { readonly reason: Reason; readonly count: number }[];
};
type Reason = BulkView["skipped"][number]["reason"];

const NOTHING: BulkTally = { applied: 0, remaining: 0, skipped: [] };

/** Counts what the action would do. Throws `ApiError`. */
export async function countBulk(
  action: BulkAction,
  target: BulkTarget,
  signal: AbortSignal,
): Promise<BulkTally> {
  let tally = NOTHING;
  for (const part of partsOf(target))
    tally = plus(tally, await send({ action, ...part, dryRun: true }, signal));
  return tally;
}

/**
 * Does it, call after call until nothing is left, and tells after each how it stands. Throws `ApiError`; what was done
 * before stays done.
 */
export async function doBulk(
  action: BulkAction,
  target: BulkTarget,
  progress: (tally: BulkTally) => void,
): Promise<BulkTally> {
  let tally = NOTHING;
  for (const part of partsOf(target)) {
    for (let cursor: string | undefined; ; ) {
      const done = await send({ action, ...part, cursor });
      tally = { ...plus(tally, done), remaining: done.remaining };
      progress(tally);
      if (done.nextCursor === null) break;
      cursor = done.nextCursor;
    }
  }
  return tally;
}

function send(body: object, signal?: AbortSignal): Promise<BulkView> {
  const call = { method: "POST", body } as const;
  return api("/api/v1/runs/bulk", signal === undefined ? call : { ...call, signal });
}

function partsOf(target: BulkTarget): readonly BulkTarget[] {
  if ("filter" in target) return [target];
  const count = Math.ceil(target.ids.length / MOST_IDS);
  return Array.from({ length: count }, (_, at) => ({
    ids: target.ids.slice(at * MOST_IDS, (at + 1) * MOST_IDS),
  }));
}

function plus(one: BulkTally, other: BulkTally): BulkTally {
  const counts = new Map<Reason, number>();
  for (const { reason, count } of [...one.skipped, ...other.skipped])
    counts.set(reason, (counts.get(reason) ?? 0) + count);
  return {
    applied: one.applied + other.applied,
    remaining: one.remaining + other.remaining,
    skipped: [...counts].map(([reason, count]) => ({ reason, count })),
  };
}
