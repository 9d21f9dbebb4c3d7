import {
  createInvitationEndpoint,
  listInvitationsEndpoint,
} from "../../../../lib/contracts/endpoints/accounts.ts";
import { on } from "../../../../lib/http/call.ts";
import { reply } from "../../../../lib/http/reply.ts";
import { routes } from "../../../../lib/http/route.ts";
import { createInvitation } from "../../../../lib/services/invitations/create.ts";
import { listInvitations } from "../../../../lib/services/invitations/list.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(listInvitationsEndpoint, async ({ ctx, query }) =>
    reply(200, await listInvitations(ctx, query)),
  ),
  on(createInvitationEndpoint, async ({ ctx, body }) =>
    reply(201, await createInvitation(ctx, body)),
  ),
);
