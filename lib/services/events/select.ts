import type { StoredEvent } from "../../../db/queries/events.ts";
import { EVENT_TOPICS, type EventsQuery, type EventTopic } from "../../contracts/event.ts";
import { enterProject } from "../authorize.ts";
import type { Context } from "../context.ts";
import { reachJob } from "../jobs/reach.ts";

/** What a caller may and wants to hear. */
export type Selection = {
  /** Callers with the same key hear the same. */
  readonly key: string;
  readonly projectId: string;
  readonly wants: (event: StoredEvent) => boolean;
};

/** The singular form is the beginning of the type: `job.created` belongs to `jobs`. */
const TOPIC_OF: ReadonlyMap<string, EventTopic> = new Map(
  EVENT_TOPICS.map((topic) => [topic.slice(0, -1), topic]),
);

/**
 * Resolves a caller's wish into a test of events. One project is heard at a time; what belongs to the whole
 * installation (workers) is heard by everybody who is signed in. Throws `not_found` and `forbidden`.
 */
export async function selectEvents(ctx: Context, query: EventsQuery): Promise<Selection> {
  const project = await enterProject(ctx, "runs.read", query.project);
  const topics = new Set<string>(query.topics ?? EVENT_TOPICS);
  const jobId =
    query.job === undefined
      ? null
      : (await reachJob(ctx, "jobs.read", { job: query.job, project: query.project })).id;
  const runId = query.run ?? null;
  const wants = (event: StoredEvent): boolean =>
    (event.projectId === null || event.projectId === project.id) &&
    topics.has(TOPIC_OF.get(event.type.split(".")[0] ?? "") ?? "") &&
    (jobId === null || event.jobId === jobId) &&
    (runId === null || event.runId === runId);
  const key = JSON.stringify([project.id, [...topics].sort(), jobId, runId]);
  return { key, projectId: project.id, wants };
}
