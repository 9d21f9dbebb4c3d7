import { getMailEndpoint } from "../../../../../lib/contracts/endpoints/mailbox.ts";
import { on } from "../../../../../lib/http/call.ts";
import { reply } from "../../../../../lib/http/reply.ts";
import { routes } from "../../../../../lib/http/route.ts";
import { getMail } from "../../../../../lib/services/mailbox/get.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(getMailEndpoint, async ({ ctx, params }) => reply(200, await getMail(ctx, params.id))),
);
