import { changePasswordEndpoint } from "../../../../../lib/contracts/endpoints/accounts.ts";
import { on } from "../../../../../lib/http/call.ts";
import { noContent } from "../../../../../lib/http/reply.ts";
import { routes } from "../../../../../lib/http/route.ts";
import { changePassword } from "../../../../../lib/services/password/change.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(changePasswordEndpoint, async ({ ctx, body }) => {
    await changePassword(ctx, body);
    return noContent;
  }),
);
