import {
  addMemberEndpoint,
  listMembersEndpoint,
} from "../../../../../../lib/contracts/endpoints/projects.ts";
import { on } from "../../../../../../lib/http/call.ts";
import { reply } from "../../../../../../lib/http/reply.ts";
import { routes } from "../../../../../../lib/http/route.ts";
import { addMember, listMembers } from "../../../../../../lib/services/projects/members.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(listMembersEndpoint, async ({ ctx, params }) => reply(200, await listMembers(ctx, params.id))),
  on(addMemberEndpoint, async ({ ctx, params, body }) =>
    reply(201, await addMember(ctx, params.id, body)),
  ),
);
