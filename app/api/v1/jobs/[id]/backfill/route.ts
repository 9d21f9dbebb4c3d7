import { startBackfillEndpoint } from "../../../../../../lib/contracts/endpoints/backfills.ts";
import { on } from "../../../../../../lib/http/call.ts";
import { reply } from "../../../../../../lib/http/reply.ts";
import { routes } from "../../../../../../lib/http/route.ts";
import { planBackfill } from "../../../../../../lib/services/backfills/plan.ts";
import { startBackfill } from "../../../../../../lib/services/backfills/start.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(startBackfillEndpoint, async ({ ctx, params, query, body }) => {
    const job = { job: params.id, ...query };
    if (body.dryRun === true) return reply(200, await planBackfill(ctx, job, body));
    const started = await startBackfill(ctx, job, body);
    return reply(202, started, { location: `/api/v1/backfills/${started.backfillId}` });
  }),
);
