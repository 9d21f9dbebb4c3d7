import { verifyAuditEndpoint } from "../../../../../lib/contracts/endpoints/audit.ts";
import { on } from "../../../../../lib/http/call.ts";
import { reply } from "../../../../../lib/http/reply.ts";
import { routes } from "../../../../../lib/http/route.ts";
import { verifyAudit } from "../../../../../lib/services/audit/verify.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(verifyAuditEndpoint, async ({ ctx, query }) => reply(200, await verifyAudit(ctx, query))),
);
