import { endpoint } from "../endpoint.ts";
import { previewBody, previewView } from "../schedule.ts";
import { simulateBody, simulationView } from "../simulation.ts";
import { simulationProblems } from "../simulation-problems.ts";

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

export const simulateScheduleEndpoint = endpoint({
  id: "simulateSchedule",
  method: "POST",
  path: "/api/v1/schedules/simulate",
  tag: "Schedules",
  summary: "What a schedule would do in a range, and what would change by it",
  access: "jobs:read",
  body: simulateBody,
  furtherProblems: simulationProblems,
  answers: { 200: { description: "The simulation", schema: simulationView } },
});
