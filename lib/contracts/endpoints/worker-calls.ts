import { endpoint } from "../endpoint.ts";
import { runDetailView } from "../run.ts";
import {
  claimBody,
  claimsView,
  heartbeatBody,
  heartbeatView,
  reportedLogBody,
  reportedStatusBody,
} from "../worker-calls.ts";

const tag = "External workers";
/** The lease token is the whole right to report: it comes in the body, else as the bearer. */
const reported = { tag, access: "public", unmetered: true, mends: true } as const;

export const claimRunsEndpoint = endpoint({
  id: "claimRuns",
  method: "POST",
  path: "/api/v1/worker/claims",
  tag,
  summary: "Take runs that wait for external workers, waiting for some if there are none",
  access: "worker",
  unmetered: true,
  body: claimBody,
  answers: {
    200: { description: "The runs, each with its lease; none came if empty", schema: claimsView },
  },
});

export const reportHeartbeatEndpoint = endpoint({
  ...reported,
  id: "reportHeartbeat",
  method: "POST",
  path: "/api/v1/worker/runs/{id}/heartbeat",
  summary:
    "Keep a run, say how far it is, and learn whether it is to be cancelled (409 lease_lost: stop)",
  body: heartbeatBody,
  answers: { 200: { description: "What is wanted of the run", schema: heartbeatView } },
});

export const reportLogsEndpoint = endpoint({
  ...reported,
  id: "reportLogs",
  method: "POST",
  path: "/api/v1/worker/runs/{id}/logs",
  summary: "Append lines to the log of a run one holds",
  body: reportedLogBody,
  answers: { 204: { description: "They are kept, up to 1 MiB an attempt" } },
});

export const reportStatusEndpoint = endpoint({
  ...reported,
  id: "reportStatus",
  method: "POST",
  path: "/api/v1/worker/runs/{id}/status",
  summary:
    "Say that a run is at work, or how it ended; repeating the same end is answered the same",
  body: reportedStatusBody,
  answers: { 200: { description: "The run as it then stands", schema: runDetailView } },
});
