import { listAuditEndpoint } from "../../../../lib/contracts/endpoints/audit.ts";
import { auditReply } from "../../../../lib/http/audit-reply.ts";
import { on } from "../../../../lib/http/call.ts";
import { routes } from "../../../../lib/http/route.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(listAuditEndpoint, ({ ctx, query, request }) => auditReply(ctx, query, request)),
);
