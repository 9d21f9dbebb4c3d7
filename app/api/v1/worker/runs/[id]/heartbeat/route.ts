import { reportHeartbeatEndpoint } from "../../../../../../../lib/contracts/endpoints/worker-calls.ts";
import { on } from "../../../../../../../lib/http/call.ts";
import { reply } from "../../../../../../../lib/http/reply.ts";
import { routes } from "../../../../../../../lib/http/route.ts";
import { reportHeartbeat } from "../../../../../../../lib/services/reports/heartbeat.ts";
import { holderOf } from "../../../../../../../lib/services/reports/holder.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(reportHeartbeatEndpoint, async ({ ctx, params, body, request }) =>
    reply(200, await reportHeartbeat(ctx, holderOf(params.id, body, request.headers), body)),
  ),
);
