import { cancelBackfillEndpoint } from "../../../../../../lib/contracts/endpoints/backfills.ts";
import { on } from "../../../../../../lib/http/call.ts";
import { reply } from "../../../../../../lib/http/reply.ts";
import { routes } from "../../../../../../lib/http/route.ts";
import { cancelBackfill } from "../../../../../../lib/services/backfills/cancel.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(cancelBackfillEndpoint, async ({ ctx, params }) =>
    reply(202, await cancelBackfill(ctx, params.id)),
  ),
);
