import { listOccurrencesEndpoint } from "../../../../../../lib/contracts/endpoints/jobs.ts";
import { on } from "../../../../../../lib/http/call.ts";
import { reply } from "../../../../../../lib/http/reply.ts";
import { routes } from "../../../../../../lib/http/route.ts";
import { listOccurrences } from "../../../../../../lib/services/jobs/occurrences.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(listOccurrencesEndpoint, async ({ ctx, params, query }) => {
    const { project, ...range } = query;
    return reply(200, await listOccurrences(ctx, { job: params.id, project }, range));
  }),
);
