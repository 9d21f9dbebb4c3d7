import {
  endOtherSessionsEndpoint,
  listSessionsEndpoint,
} from "../../../../lib/contracts/endpoints/accounts.ts";
import { on } from "../../../../lib/http/call.ts";
import { noContent, reply } from "../../../../lib/http/reply.ts";
import { routes } from "../../../../lib/http/route.ts";
import { endOtherSessions } from "../../../../lib/services/sessions/end.ts";
import { listSessions } from "../../../../lib/services/sessions/list.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(listSessionsEndpoint, async ({ ctx, query }) => reply(200, await listSessions(ctx, query))),
  on(endOtherSessionsEndpoint, async ({ ctx }) => {
    await endOtherSessions(ctx);
    return noContent;
  }),
);
