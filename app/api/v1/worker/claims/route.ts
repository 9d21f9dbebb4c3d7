import { claimRunsEndpoint } from "../../../../../lib/contracts/endpoints/worker-calls.ts";
import { on } from "../../../../../lib/http/call.ts";
import { reply } from "../../../../../lib/http/reply.ts";
import { routes } from "../../../../../lib/http/route.ts";
import { claimForWorker } from "../../../../../lib/services/claims/claim.ts";

export const dynamic = "force-dynamic";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(claimRunsEndpoint, async ({ ctx, body, request }) =>
    reply(200, { claims: await claimForWorker(ctx, body, request.signal) }),
  ),
);
