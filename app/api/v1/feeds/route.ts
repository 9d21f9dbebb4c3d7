import {
  createFeedEndpoint,
  listFeedsEndpoint,
} from "../../../../lib/contracts/endpoints/feeds.ts";
import { on } from "../../../../lib/http/call.ts";
import { reply } from "../../../../lib/http/reply.ts";
import { routes } from "../../../../lib/http/route.ts";
import { createFeed } from "../../../../lib/services/feeds/create.ts";
import { listFeedsOf } from "../../../../lib/services/feeds/list.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(listFeedsEndpoint, async ({ ctx, query }) => reply(200, await listFeedsOf(ctx, query))),
  on(createFeedEndpoint, async ({ ctx, body }) => reply(201, await createFeed(ctx, body))),
);
