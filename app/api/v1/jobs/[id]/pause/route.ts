import { pauseJobEndpoint } from "../../../../../../lib/contracts/endpoints/jobs.ts";
import { on } from "../../../../../../lib/http/call.ts";
import { reply } from "../../../../../../lib/http/reply.ts";
import { routes } from "../../../../../../lib/http/route.ts";
import { pauseJob } from "../../../../../../lib/services/jobs/pause.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(pauseJobEndpoint, async ({ ctx, params, query, body }) => {
    const job = await pauseJob(ctx, { job: params.id, ...query }, body);
    return reply(200, job, { version: job.version });
  }),
);
