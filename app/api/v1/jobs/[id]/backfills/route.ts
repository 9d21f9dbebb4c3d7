import { listBackfillsEndpoint } from "../../../../../../lib/contracts/endpoints/backfills.ts";
import { on } from "../../../../../../lib/http/call.ts";
import { reply } from "../../../../../../lib/http/reply.ts";
import { routes } from "../../../../../../lib/http/route.ts";
import { listBackfills } from "../../../../../../lib/services/backfills/list.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(listBackfillsEndpoint, async ({ ctx, params, query }) => {
    const { project, ...page } = query;
    return reply(200, await listBackfills(ctx, { job: params.id, project }, page));
  }),
);
