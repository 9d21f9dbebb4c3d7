import { reportStatusEndpoint } from "../../../../../../../lib/contracts/endpoints/worker-calls.ts";
import { on } from "../../../../../../../lib/http/call.ts";
import { reply } from "../../../../../../../lib/http/reply.ts";
import { routes } from "../../../../../../../lib/http/route.ts";
import { holderOf } from "../../../../../../../lib/services/reports/holder.ts";
import { reportStatus } from "../../../../../../../lib/services/reports/status.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(reportStatusEndpoint, async ({ ctx, params, body, request }) =>
    reply(200, await reportStatus(ctx, holderOf(params.id, body, request.headers), body)),
  ),
);
