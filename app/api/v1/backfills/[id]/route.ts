import { readBackfillEndpoint } from "../../../../../lib/contracts/endpoints/backfills.ts";
import { on } from "../../../../../lib/http/call.ts";
import { reply } from "../../../../../lib/http/reply.ts";
import { routes } from "../../../../../lib/http/route.ts";
import { getBackfill } from "../../../../../lib/services/backfills/get.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(readBackfillEndpoint, async ({ ctx, params }) =>
    reply(200, await getBackfill(ctx, params.id)),
  ),
);
