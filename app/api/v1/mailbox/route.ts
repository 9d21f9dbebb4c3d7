import { listMailEndpoint } from "../../../../lib/contracts/endpoints/mailbox.ts";
import { on } from "../../../../lib/http/call.ts";
import { reply } from "../../../../lib/http/reply.ts";
import { routes } from "../../../../lib/http/route.ts";
import { listMailbox } from "../../../../lib/services/mailbox/list.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(listMailEndpoint, async ({ ctx, query }) => reply(200, await listMailbox(ctx, query))),
);
