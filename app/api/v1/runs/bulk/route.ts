import { bulkRunsEndpoint } from "../../../../../lib/contracts/endpoints/runs.ts";
import { on } from "../../../../../lib/http/call.ts";
import { reply } from "../../../../../lib/http/reply.ts";
import { routes } from "../../../../../lib/http/route.ts";
import { bulkRuns } from "../../../../../lib/services/bulk/apply.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(bulkRunsEndpoint, async ({ ctx, body, traceparent }) =>
    reply(202, await bulkRuns(ctx, body, traceparent)),
  ),
);
