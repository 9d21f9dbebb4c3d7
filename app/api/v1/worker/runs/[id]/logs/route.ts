import { reportLogsEndpoint } from "../../../../../../../lib/contracts/endpoints/worker-calls.ts";
import { on } from "../../../../../../../lib/http/call.ts";
import { noContent } from "../../../../../../../lib/http/reply.ts";
import { routes } from "../../../../../../../lib/http/route.ts";
import { holderOf } from "../../../../../../../lib/services/reports/holder.ts";
import { reportLogs } from "../../../../../../../lib/services/reports/logs.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(reportLogsEndpoint, async ({ ctx, params, body, request }) => {
    await reportLogs(ctx, holderOf(params.id, body, request.headers), body);
    return noContent;
  }),
);
