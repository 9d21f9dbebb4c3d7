import { endpoint } from "../endpoint.ts";
import { previewBody, previewView } from "../schedule.ts";

export const previewScheduleEndpoint = endpoint({
  id: "previewSchedule",
  method: "POST",
  path: "/api/v1/schedules/preview",
  tag: "Schedules",
  summary: "What a schedule means, in words and as its next moments",
  access: "jobs:read",
  body: previewBody,
  answers: { 200: { description: "The preview", schema: previewView } },
});
