import { revokeTokenEndpoint } from "../../../../../lib/contracts/endpoints/tokens.ts";
import { on } from "../../../../../lib/http/call.ts";
import { noContent } from "../../../../../lib/http/reply.ts";
import { routes } from "../../../../../lib/http/route.ts";
import { revokeToken } from "../../../../../lib/services/tokens/revoke.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(revokeTokenEndpoint, async ({ ctx, params }) => {
    await revokeToken(ctx, params.id);
    return noContent;
  }),
);
