import type { Tx } from "../../../db/client.ts";
import { insertEvents } from "../../../db/queries/events.ts";
import { formatInstant } from "../../domain/schedule/moment.ts";
import { recordDeed } from "../audit/record.ts";
import type { Context } from "../context.ts";

/** Tells that a project is paused or goes on: one event for all its jobs, without the id of one. */
export async function tellPaused(
  tx: Tx,
  projectIds: readonly string[],
  status: "paused" | "active",
): Promise<void> {
  await insertEvents(
    tx,
    projectIds.map((projectId) => ({ type: "job.updated", projectId, data: { status } })),
  );
}

/** Tells of a pause or its end, and enters the deed in the audit. */
export async function recordPause(
  tx: Tx,
  ctx: Context,
  projectId: string,
  deed: "paused" | "resumed",
  said: {
    readonly until?: number | null;
    readonly note?: string | null;
    readonly missed?: string | null;
  },
): Promise<void> {
  await tellPaused(tx, [projectId], deed === "paused" ? "paused" : "active");
  const { until, ...rest } = said;
  const after = typeof until === "number" ? { ...rest, until: formatInstant(until) } : rest;
  const object = { kind: "project", id: projectId };
  await recordDeed(tx, ctx, { action: `project.${deed}`, projectId, object, after });
}
