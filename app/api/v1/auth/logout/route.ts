import { logoutEndpoint } from "../../../../../lib/contracts/endpoints/session.ts";
import { on } from "../../../../../lib/http/call.ts";
import { noContent } from "../../../../../lib/http/reply.ts";
import { routes } from "../../../../../lib/http/route.ts";
import { logout } from "../../../../../lib/services/session/logout.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(logoutEndpoint, async ({ ctx }) => {
    await logout(ctx);
    return noContent;
  }),
);
