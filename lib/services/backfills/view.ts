import type { Db, Tx } from "../../../db/client.ts";
import {
  type BackfillCount,
  type BackfillRow,
  countRunsOfBackfills,
} from "../../../db/queries/backfills.ts";
import type { BackfillView } from "../../contracts/backfill.ts";
import { isActive, RUN_STATUSES } from "../../domain/run-state.ts";
import { formatInstant } from "../../domain/schedule/moment.ts";
import { authorView } from "../author.ts";

/** Views of backfills in their order, their runs counted in one statement. */
export async function backfillViews(
  on: Db | Tx,
  rows: readonly BackfillRow[],
): Promise<BackfillView[]> {
  if (rows.length === 0) return [];
  const counts = await countRunsOfBackfills(
    on,
    rows.map((row) => row.id),
  );
  const byBackfill = Map.groupBy(counts, (count) => count.backfillId);
  return rows.map((row) => backfillView(row, byBackfill.get(row.id) ?? []));
}

function backfillView(row: BackfillRow, counted: readonly BackfillCount[]): BackfillView {
  const isOpen = counted.some(({ status }) => isActive(status));
  const ends = counted.flatMap(({ lastFinishedAt }) => lastFinishedAt ?? []);
  return {
    id: row.id,
    project: row.project,
    jobId: row.jobId,
    jobKey: row.jobKey,
    jobName: row.jobName,
    from: row.from.toISOString(),
    to: row.to.toISOString(),
    overlap: row.overlap,
    count: row.count,
    status: statusOf(isOpen, row.cancelledAt),
    counts: countsOf(counted),
    requestedBy: authorView(row.requestedBy, row.requestedByName),
    createdAt: row.createdAt.toISOString(),
    finishedAt: isOpen || ends.length === 0 ? null : formatInstant(Math.max(...ends)),
    cancelledBy: authorView(row.cancelledBy, row.cancelledByName),
    cancelledAt: row.cancelledAt?.toISOString() ?? null,
  };
}

function statusOf(isOpen: boolean, cancelledAt: Date | null): BackfillView["status"] {
  if (cancelledAt !== null) return isOpen ? "cancelling" : "cancelled";
  return isOpen ? "running" : "finished";
}

function countsOf(counted: readonly BackfillCount[]): BackfillView["counts"] {
  const runs = new Map(counted.map(({ status, runs }) => [status, runs]));
  return Object.fromEntries(
    RUN_STATUSES.map((status) => [status, runs.get(status) ?? 0]),
  ) as BackfillView["counts"];
}
