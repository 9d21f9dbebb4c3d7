import { endSessionsOfEndpoint } from "../../../../../../lib/contracts/endpoints/accounts.ts";
import { on } from "../../../../../../lib/http/call.ts";
import { noContent } from "../../../../../../lib/http/reply.ts";
import { routes } from "../../../../../../lib/http/route.ts";
import { endSessionsOf } from "../../../../../../lib/services/sessions/end.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(endSessionsOfEndpoint, async ({ ctx, params }) => {
    await endSessionsOf(ctx, params.id);
    return noContent;
  }),
);
