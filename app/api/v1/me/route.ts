import { updateMeEndpoint } from "../../../../lib/contracts/endpoints/accounts.ts";
import { meEndpoint } from "../../../../lib/contracts/endpoints/session.ts";
import { on } from "../../../../lib/http/call.ts";
import { reply } from "../../../../lib/http/reply.ts";
import { routes } from "../../../../lib/http/route.ts";
import { describeMe } from "../../../../lib/services/session/me.ts";
import { updateMe } from "../../../../lib/services/users/update-me.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(meEndpoint, async ({ ctx }) => reply(200, await describeMe(ctx))),
  on(updateMeEndpoint, async ({ ctx, body }) => reply(200, await updateMe(ctx, body))),
);
