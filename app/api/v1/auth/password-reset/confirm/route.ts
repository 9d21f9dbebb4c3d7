import { confirmResetEndpoint } from "../../../../../../lib/contracts/endpoints/accounts.ts";
import { on } from "../../../../../../lib/http/call.ts";
import { noContent } from "../../../../../../lib/http/reply.ts";
import { routes } from "../../../../../../lib/http/route.ts";
import { resetPassword } from "../../../../../../lib/services/password/reset.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(confirmResetEndpoint, async ({ ctx, body }) => {
    await resetPassword(ctx, body);
    return noContent;
  }),
);
