import { endpoint } from "../endpoint.ts";
import { jobLedgerQuery, jobLedgerView, projectLedgerQuery, projectLedgerView } from "../ledger.ts";

const tag = "Ledger";
const access = "jobs:read";

export const readJobLedgerEndpoint = endpoint({
  id: "readJobLedger",
  method: "GET",
  path: "/api/v1/jobs/{id}/ledger",
  tag,
  summary: "Whether each slot of a job has its row, in a range of time",
  access,
  query: jobLedgerQuery,
  answers: { 200: { description: "The account", schema: jobLedgerView } },
});

export const readProjectLedgerEndpoint = endpoint({
  id: "readProjectLedger",
  method: "GET",
  path: "/api/v1/projects/{id}/ledger",
  tag,
  summary: "Whether each slot of all jobs of a project has its row, in a range of days",
  access,
  query: projectLedgerQuery,
  answers: { 200: { description: "The account", schema: projectLedgerView } },
});
