import {
  deleteJobEndpoint,
  readJobEndpoint,
  updateJobEndpoint,
} from "../../../../../lib/contracts/endpoints/jobs.ts";
import { on } from "../../../../../lib/http/call.ts";
import { noContent, reply } from "../../../../../lib/http/reply.ts";
import { routes } from "../../../../../lib/http/route.ts";
import { getJob } from "../../../../../lib/services/jobs/get.ts";
import { removeJob } from "../../../../../lib/services/jobs/remove.ts";
import { updateJobBy } from "../../../../../lib/services/jobs/update.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(readJobEndpoint, async ({ ctx, params, query }) => {
    const job = await getJob(ctx, { job: params.id, ...query });
    return reply(200, job, { version: job.version });
  }),
  on(updateJobEndpoint, async ({ ctx, params, query, body, ifMatch }) => {
    const job = await updateJobBy(ctx, { job: params.id, ...query }, body, ifMatch);
    return reply(200, job, { version: job.version });
  }),
  on(deleteJobEndpoint, async ({ ctx, params, query, ifMatch }) => {
    await removeJob(ctx, { job: params.id, ...query }, ifMatch);
    return noContent;
  }),
);
