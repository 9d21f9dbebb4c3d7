import { auditPage, auditQuery, auditVerdictView, auditVerifyQuery } from "../audit.ts";
import { endpoint } from "../endpoint.ts";

const tag = "Audit";
const access = "admin";

export const listAuditEndpoint = endpoint({
  id: "listAudit",
  method: "GET",
  path: "/api/v1/audit",
  tag,
  summary:
    "Who did what, newest first (administrators; owners with their project). All of it, oldest first, as a file with Accept: application/x-ndjson or text/csv",
  access,
  query: auditQuery,
  answers: { 200: { description: "A page of deeds", schema: auditPage } },
});

export const verifyAuditEndpoint = endpoint({
  id: "verifyAudit",
  method: "GET",
  path: "/api/v1/audit/verify",
  tag,
  summary: "Whether the audit is as it was written: goes through its whole chain (administrators)",
  access,
  query: auditVerifyQuery,
  answers: { 200: { description: "What was found", schema: auditVerdictView } },
});
