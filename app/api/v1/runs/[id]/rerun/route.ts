import { rerunEndpoint } from "../../../../../../lib/contracts/endpoints/runs.ts";
import { on } from "../../../../../../lib/http/call.ts";
import { reply } from "../../../../../../lib/http/reply.ts";
import { routes } from "../../../../../../lib/http/route.ts";
import { rerun } from "../../../../../../lib/services/runs/rerun.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(rerunEndpoint, async ({ ctx, params, body, traceparent }) => {
    const run = await rerun(ctx, params.id, body, traceparent);
    return reply(201, run, { location: `/api/v1/runs/${run.id}` });
  }),
);
