import { createJobEndpoint, listJobsEndpoint } from "../../../../lib/contracts/endpoints/jobs.ts";
import { on } from "../../../../lib/http/call.ts";
import { reply } from "../../../../lib/http/reply.ts";
import { routes } from "../../../../lib/http/route.ts";
import { createJob } from "../../../../lib/services/jobs/create.ts";
import { listJobsOf } from "../../../../lib/services/jobs/list.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(listJobsEndpoint, async ({ ctx, query }) => reply(200, await listJobsOf(ctx, query))),
  on(createJobEndpoint, async ({ ctx, query, body }) => {
    const job = await createJob(ctx, { ...query, ...body });
    return reply(201, job, { version: job.version, location: `/api/v1/jobs/${job.id}` });
  }),
);
