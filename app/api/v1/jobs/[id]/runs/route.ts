import { runNowEndpoint } from "../../../../../../lib/contracts/endpoints/jobs.ts";
import { on } from "../../../../../../lib/http/call.ts";
import { reply } from "../../../../../../lib/http/reply.ts";
import { routes } from "../../../../../../lib/http/route.ts";
import { runNow } from "../../../../../../lib/services/jobs/run-now.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(runNowEndpoint, async ({ ctx, params, query, body, traceparent }) => {
    const run = await runNow(ctx, { job: params.id, ...query }, body, traceparent);
    return reply(202, run, { location: `/api/v1/runs/${run.id}` });
  }),
);
