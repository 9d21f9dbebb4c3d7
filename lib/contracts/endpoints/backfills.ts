import {
  backfillBody,
  backfillListQuery,
  backfillPage,
  backfillPlanView,
  backfillStartedView,
  backfillView,
} from "../backfill.ts";
import { endpoint } from "../endpoint.ts";
import { jobQuery } from "../job.ts";

const tag = "Backfills";
const read = "runs:read";
const write = "runs:write";

export const startBackfillEndpoint = endpoint({
  id: "startBackfill",
  method: "POST",
  path: "/api/v1/jobs/{id}/backfill",
  tag,
  summary: "Open a run for every slot of a range in the past, at most 10,000",
  access: write,
  query: jobQuery,
  body: backfillBody,
  creates: true,
  answers: {
    200: { description: "With dryRun: what it would open", schema: backfillPlanView },
    202: { description: "It is under way", schema: backfillStartedView },
  },
});

export const listBackfillsEndpoint = endpoint({
  id: "listBackfills",
  method: "GET",
  path: "/api/v1/jobs/{id}/backfills",
  tag,
  summary: "The backfills of a job",
  access: read,
  query: backfillListQuery,
  answers: { 200: { description: "A page of backfills", schema: backfillPage } },
});

export const readBackfillEndpoint = endpoint({
  id: "readBackfill",
  method: "GET",
  path: "/api/v1/backfills/{id}",
  tag,
  summary: "How a backfill stands: its runs by state",
  access: read,
  answers: { 200: { description: "The backfill", schema: backfillView } },
});

export const cancelBackfillEndpoint = endpoint({
  id: "cancelBackfill",
  method: "POST",
  path: "/api/v1/backfills/{id}/cancel",
  tag,
  summary: "Cancel what is left of a backfill; what ended stays",
  access: write,
  answers: { 202: { description: "The backfill as it then stands", schema: backfillView } },
});
