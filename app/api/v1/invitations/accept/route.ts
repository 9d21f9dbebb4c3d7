import { acceptInvitationEndpoint } from "../../../../../lib/contracts/endpoints/accounts.ts";
import { on } from "../../../../../lib/http/call.ts";
import { reply } from "../../../../../lib/http/reply.ts";
import { routes } from "../../../../../lib/http/route.ts";
import { acceptInvitation } from "../../../../../lib/services/invitations/accept.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(acceptInvitationEndpoint, async ({ ctx, body }) =>
    reply(201, await acceptInvitation(ctx, body)),
  ),
);
