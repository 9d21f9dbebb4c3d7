import { endSessionEndpoint } from "../../../../../lib/contracts/endpoints/accounts.ts";
import { on } from "../../../../../lib/http/call.ts";
import { noContent } from "../../../../../lib/http/reply.ts";
import { routes } from "../../../../../lib/http/route.ts";
import { endSession } from "../../../../../lib/services/sessions/end.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(endSessionEndpoint, async ({ ctx, params }) => {
    await endSession(ctx, params.id);
    return noContent;
  }),
);
