import {
  putMemberEndpoint,
  readMemberEndpoint,
  removeMemberEndpoint,
} from "../../../../../../../lib/contracts/endpoints/projects.ts";
import { on } from "../../../../../../../lib/http/call.ts";
import { noContent, reply } from "../../../../../../../lib/http/reply.ts";
import { routes } from "../../../../../../../lib/http/route.ts";
import {
  putMember,
  readMember,
  removeMember,
} from "../../../../../../../lib/services/projects/members.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(readMemberEndpoint, async ({ ctx, params }) =>
    reply(200, await readMember(ctx, params.id, params.userId)),
  ),
  on(putMemberEndpoint, async ({ ctx, params, body }) =>
    reply(200, await putMember(ctx, params.id, params.userId, body)),
  ),
  on(removeMemberEndpoint, async ({ ctx, params }) => {
    await removeMember(ctx, params.id, params.userId);
    return noContent;
  }),
);
