import { resumeJobEndpoint } from "../../../../../../lib/contracts/endpoints/jobs.ts";
import { on } from "../../../../../../lib/http/call.ts";
import { reply } from "../../../../../../lib/http/reply.ts";
import { routes } from "../../../../../../lib/http/route.ts";
import { resumeJob } from "../../../../../../lib/services/jobs/resume.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(resumeJobEndpoint, async ({ ctx, params, query, body }) => {
    const job = await resumeJob(ctx, { job: params.id, ...query }, body);
    return reply(200, job, { version: job.version });
  }),
);
