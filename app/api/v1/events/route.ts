import { eventsEndpoint } from "../../../../lib/contracts/endpoints/live.ts";
import { on } from "../../../../lib/http/call.ts";
import { eventStreamReply } from "../../../../lib/http/event-stream-reply.ts";
import { lastEventId } from "../../../../lib/http/last-event-id.ts";
import { reply } from "../../../../lib/http/reply.ts";
import { routes } from "../../../../lib/http/route.ts";
import { followEvents } from "../../../../lib/services/events/follow.ts";
import { listEvents } from "../../../../lib/services/events/list.ts";

export const dynamic = "force-dynamic";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(eventsEndpoint, async ({ ctx, query, request }) => {
    const { headers, signal } = request;
    if ((headers.get("accept") ?? "").includes("application/json"))
      return reply(200, await listEvents(ctx, query));
    const after = lastEventId(headers) ?? query.after ?? null;
    return eventStreamReply(await followEvents(ctx, query, after), signal);
  }),
);
