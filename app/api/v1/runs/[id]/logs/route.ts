import { readRunLogsEndpoint } from "../../../../../../lib/contracts/endpoints/runs.ts";
import { on } from "../../../../../../lib/http/call.ts";
import { logReply } from "../../../../../../lib/http/log-reply.ts";
import { routes } from "../../../../../../lib/http/route.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(readRunLogsEndpoint, ({ ctx, params, query, request }) =>
    logReply(ctx, params.id, query, request),
  ),
);
