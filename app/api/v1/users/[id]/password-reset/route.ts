import { makeResetLinkEndpoint } from "../../../../../../lib/contracts/endpoints/accounts.ts";
import { on } from "../../../../../../lib/http/call.ts";
import { reply } from "../../../../../../lib/http/reply.ts";
import { routes } from "../../../../../../lib/http/route.ts";
import { makeResetLink } from "../../../../../../lib/services/password/make-link.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(makeResetLinkEndpoint, async ({ ctx, params }) =>
    reply(201, await makeResetLink(ctx, params.id)),
  ),
);
