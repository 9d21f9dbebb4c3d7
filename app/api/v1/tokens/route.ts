import {
  createTokenEndpoint,
  listTokensEndpoint,
} from "../../../../lib/contracts/endpoints/tokens.ts";
import { on } from "../../../../lib/http/call.ts";
import { reply } from "../../../../lib/http/reply.ts";
import { routes } from "../../../../lib/http/route.ts";
import { createToken } from "../../../../lib/services/tokens/create.ts";
import { listTokens } from "../../../../lib/services/tokens/list.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(listTokensEndpoint, async ({ ctx, query }) => reply(200, await listTokens(ctx, query))),
  on(createTokenEndpoint, async ({ ctx, body }) => {
    const token = await createToken(ctx, body);
    return reply(201, token, { location: `/api/v1/tokens/${token.id}` });
  }),
);
