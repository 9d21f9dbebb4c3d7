import {
  deleteFeedEndpoint,
  readFeedEndpoint,
} from "../../../../../lib/contracts/endpoints/feeds.ts";
import { feedReply } from "../../../../../lib/http/calendar-reply.ts";
import { on } from "../../../../../lib/http/call.ts";
import { noContent } from "../../../../../lib/http/reply.ts";
import { routes } from "../../../../../lib/http/route.ts";
import { removeFeed } from "../../../../../lib/services/feeds/remove.ts";
import { showFeed } from "../../../../../lib/services/feeds/show.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(readFeedEndpoint, async ({ ctx, params, request }) =>
    feedReply(await showFeed(ctx, params.id.replace(/\.ics$/, "")), request),
  ),
  on(deleteFeedEndpoint, async ({ ctx, params }) => {
    await removeFeed(ctx, params.id);
    return noContent;
  }),
);
