import { updateUserEndpoint } from "../../../../../lib/contracts/endpoints/users.ts";
import { on } from "../../../../../lib/http/call.ts";
import { reply } from "../../../../../lib/http/reply.ts";
import { routes } from "../../../../../lib/http/route.ts";
import { updateUser } from "../../../../../lib/services/users/update.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(updateUserEndpoint, async ({ ctx, params, body }) =>
    reply(200, await updateUser(ctx, params.id, body)),
  ),
);
