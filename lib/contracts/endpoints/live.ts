import { endpoint } from "../endpoint.ts";
import { eventListView, eventsQuery } from "../event.ts";

export const eventsEndpoint = endpoint({
  id: "followEvents",
  method: "GET",
  path: "/api/v1/events",
  tag: "Live",
  summary:
    "What happens, as it happens: text/event-stream, resumed by Last-Event-ID or `after`; with Accept: application/json a page of it",
  access: "runs:read",
  query: eventsQuery,
  answers: { 200: { description: "A stream, or a page of events", schema: eventListView } },
});
