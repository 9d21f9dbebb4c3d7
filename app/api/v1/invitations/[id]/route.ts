import { withdrawInvitationEndpoint } from "../../../../../lib/contracts/endpoints/accounts.ts";
import { on } from "../../../../../lib/http/call.ts";
import { noContent } from "../../../../../lib/http/reply.ts";
import { routes } from "../../../../../lib/http/route.ts";
import { withdrawInvitation } from "../../../../../lib/services/invitations/withdraw.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(withdrawInvitationEndpoint, async ({ ctx, params }) => {
    await withdrawInvitation(ctx, params.id);
    return noContent;
  }),
);
