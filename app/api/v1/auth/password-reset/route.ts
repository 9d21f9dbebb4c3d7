import { requestResetEndpoint } from "../../../../../lib/contracts/endpoints/accounts.ts";
import { on } from "../../../../../lib/http/call.ts";
import { reply } from "../../../../../lib/http/reply.ts";
import { routes } from "../../../../../lib/http/route.ts";
import { requestReset } from "../../../../../lib/services/password/request-reset.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(requestResetEndpoint, async ({ ctx, body }) => {
    await requestReset(ctx, body);
    return reply(202, undefined);
  }),
);
