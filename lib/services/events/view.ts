import type { Db } from "../../../db/client.ts";
import type { StoredEvent } from "../../../db/queries/events.ts";
import { findProject } from "../../../db/queries/projects.ts";
import type { EventView } from "../../contracts/event.ts";

const slugs = new Map<string, string>();

/** An event as callers see it. Slugs of projects never change, so they are looked up once. */
export async function eventView(db: Db, event: StoredEvent): Promise<EventView> {
  const { seq, at, type, projectId, jobId, runId, data } = event;
  return {
    seq,
    at: new Date(at).toISOString(),
    type: type as EventView["type"],
    project: projectId === null ? null : await slugOf(db, projectId),
    ...(jobId === null ? {} : { jobId }),
    ...(runId === null ? {} : { runId }),
    data: data as EventView["data"],
  };
}

async function slugOf(db: Db, projectId: string): Promise<string> {
  const known = slugs.get(projectId);
  if (known !== undefined) return known;
  const slug = (await findProject(db, { id: projectId }, null))?.slug ?? projectId;
  slugs.set(projectId, slug);
  return slug;
}
