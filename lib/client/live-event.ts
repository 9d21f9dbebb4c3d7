import type { EventType, EventView } from "../contracts/event.ts";

export type LiveEvent = EventView;

/** The names the stream uses, kept here so that the browser need not load the schemas. */
const NAMES: { readonly [Name in EventType]: true } = {
  "job.created": true,
  "job.updated": true,
  "job.terminated": true,
  "run.created": true,
  "run.updated": true,
  "run.finished": true,
  "run.progress": true,
  "template.updated": true,
  "worker.updated": true,
};

export const EVENT_NAMES: readonly string[] = Object.keys(NAMES);
