import {
  countRuns,
  type PickedRun,
  pickRuns,
  pickRunsById,
} from "../../../db/queries/bulk-runs.ts";
import {
  type BulkBody,
  type BulkFilter,
  MOST_BULK_RUNS,
  MOST_COUNTED,
} from "../../contracts/bulk.ts";
import { statusesFor } from "../../domain/bulk.ts";
import type { Context } from "../context.ts";
import { runFilter } from "../runs/filter.ts";

/** The runs one call is about. */
export type Picked = {
  /** Newest first. */
  readonly runs: readonly PickedRun[];
  /** Ids that are no run of the project. */
  readonly missing: readonly string[];
  /** Runs that match beyond these, counted up to a limit. */
  readonly remaining: number;
  /** Where the next call goes on; null where nothing remains. */
  readonly nextCursor: string | null;
};

/** Finds the runs a caller names, in one project alone: others are as good as none. */
export async function pickFor(ctx: Context, projectId: string, body: BulkBody): Promise<Picked> {
  return body.ids === undefined
    ? pickByFilter(ctx, projectId, body.filter ?? {}, body)
    : pickByIds(ctx, projectId, body.ids);
}

async function pickByIds(
  ctx: Context,
  projectId: string,
  given: readonly string[],
): Promise<Picked> {
  const ids = [...new Set(given.map((id) => id.toLowerCase()))];
  const runs = await pickRunsById(ctx.db, projectId, ids);
  const found = new Set(runs.map((run) => run.id));
  return { runs, missing: ids.filter((id) => !found.has(id)), remaining: 0, nextCursor: null };
}

async function pickByFilter(
  ctx: Context,
  projectId: string,
  given: BulkFilter,
  { action, cursor }: Pick<BulkBody, "action" | "cursor">,
): Promise<Picked> {
  const said = await runFilter(ctx.db, projectId, given);
  const filter = { ...said, statuses: statusesFor(action, said.statuses) };
  const found = await pickRuns(ctx.db, {
    ...filter,
    after: cursor === undefined ? undefined : below(cursor),
    limit: MOST_BULK_RUNS + 1,
  });
  const runs = found.slice(0, MOST_BULK_RUNS);
  const last = runs.at(-1);
  if (found.length === runs.length || last === undefined)
    return { runs, missing: [], remaining: 0, nextCursor: null };
  const rest = { ...filter, after: below(last.id), limit: MOST_COUNTED };
  return { runs, missing: [], remaining: await countRuns(ctx.db, rest), nextCursor: last.id };
}

/** Ids order as time does, so the id alone says where runs were left. */
function below(id: string) {
  return { createdAt: 0, id };
}
