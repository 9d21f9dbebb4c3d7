import { registerEndpoint } from "../../../../../lib/contracts/endpoints/session.ts";
import { on } from "../../../../../lib/http/call.ts";
import { reply } from "../../../../../lib/http/reply.ts";
import { routes } from "../../../../../lib/http/route.ts";
import { register } from "../../../../../lib/services/session/register.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(registerEndpoint, async ({ ctx, body }) => reply(201, await register(ctx, body))),
);
