import { loginEndpoint } from "../../../../../lib/contracts/endpoints/session.ts";
import { on } from "../../../../../lib/http/call.ts";
import { reply } from "../../../../../lib/http/reply.ts";
import { routes } from "../../../../../lib/http/route.ts";
import { login } from "../../../../../lib/services/session/sign-in.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(loginEndpoint, async ({ ctx, body, request }) =>
    reply(200, await login(ctx, body, request.headers.get("user-agent"))),
  ),
);
