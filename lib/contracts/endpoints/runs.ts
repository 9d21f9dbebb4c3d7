import { bulkBody, bulkView } from "../bulk.ts";
import { endpoint } from "../endpoint.ts";
import { logQuery, logView } from "../log.ts";
import { rerunBody, runDetailView, runListQuery, runPage } from "../run.ts";
import { runWhyView } from "../why.ts";

const tag = "Runs";
const read = "runs:read";
const write = "runs:write";

export const listRunsEndpoint = endpoint({
  id: "listRuns",
  method: "GET",
  path: "/api/v1/runs",
  tag,
  summary: "The ledger of a project: every run, executed or not",
  access: read,
  query: runListQuery,
  answers: { 200: { description: "A page of runs", schema: runPage } },
});

export const readRunEndpoint = endpoint({
  id: "readRun",
  method: "GET",
  path: "/api/v1/runs/{id}",
  tag,
  summary: "One run with its attempts",
  access: read,
  answers: { 200: { description: "The run", schema: runDetailView } },
});

export const whyRunEndpoint = endpoint({
  id: "whyRun",
  method: "GET",
  path: "/api/v1/runs/{id}/why",
  tag,
  summary: "Why a run is late, waiting, skipped, missed or failed, and what would release it",
  access: read,
  answers: { 200: { description: "The decision, in words and as data", schema: runWhyView } },
});

export const readRunLogsEndpoint = endpoint({
  id: "readRunLogs",
  method: "GET",
  path: "/api/v1/runs/{id}/logs",
  tag,
  summary: "What a run wrote; as text/plain a download, as text/event-stream while it is written",
  access: read,
  query: logQuery,
  answers: { 200: { description: "Lines in order", schema: logView } },
});

export const cancelRunEndpoint = endpoint({
  id: "cancelRun",
  method: "POST",
  path: "/api/v1/runs/{id}/cancel",
  tag,
  summary: "Cancel a pending run, or ask a running one to stop",
  access: write,
  answers: { 202: { description: "The run as it then stands", schema: runDetailView } },
});

export const rerunEndpoint = endpoint({
  id: "rerun",
  method: "POST",
  path: "/api/v1/runs/{id}/rerun",
  tag,
  summary: "Run the same once more, with parameters of its own if wanted",
  access: write,
  body: rerunBody,
  creates: true,
  answers: { 201: { description: "The new run", schema: runDetailView } },
});

export const bulkRunsEndpoint = endpoint({
  id: "bulkRuns",
  method: "POST",
  path: "/api/v1/runs/bulk",
  tag,
  summary:
    "Cancel many runs or run them again, by filter or by ids, at most 10,000 a call in batches that each happen whole or not at all",
  access: write,
  body: bulkBody,
  creates: true,
  answers: { 202: { description: "What was done, or with dryRun would be", schema: bulkView } },
});
