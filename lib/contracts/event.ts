import { z } from "zod";
import {
  id,
  instant,
  integerText,
  jsonObject,
  oneOrMore,
  projectInput,
  reference,
} from "./common.ts";

export const EVENT_TYPES = [
  "job.created",
  "job.updated",
  "job.terminated",
  "run.created",
  "run.updated",
  "run.finished",
  "run.progress",
  "template.updated",
  "worker.updated",
] as const;
export const eventType = z.enum(EVENT_TYPES);
export type EventType = z.infer<typeof eventType>;

export const EVENT_TOPICS = ["jobs", "runs", "workers", "templates"] as const;
export type EventTopic = (typeof EVENT_TOPICS)[number];

/** Sent in place of events that are no longer kept: the client reloads what it shows. */
export const RESET_EVENT = "reset";

export const eventsQuery = z.strictObject({
  project: projectInput,
  topics: oneOrMore(EVENT_TOPICS).optional(),
  job: reference.optional(),
  run: id.optional(),
  after: integerText(0, Number.MAX_SAFE_INTEGER).optional(),
  limit: integerText(1, 1000).optional(),
});
export type EventsQuery = z.infer<typeof eventsQuery>;

/** What happened. `project` is its slug, null for what belongs to the whole installation. */
export const eventView = z
  .strictObject({
    seq: z.int(),
    at: instant,
    type: eventType,
    project: z.string().nullable(),
    jobId: id.optional(),
    runId: id.optional(),
    data: jsonObject,
  })
  .meta({ id: "Event" });
export type EventView = z.infer<typeof eventView>;

/** Events in order; `next` goes into `after`. */
export const eventListView = z
  .strictObject({ data: z.array(eventView), next: z.int() })
  .meta({ id: "Events" });
export type EventListView = z.infer<typeof eventListView>;
