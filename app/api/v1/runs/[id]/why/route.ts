import { whyRunEndpoint } from "../../../../../../lib/contracts/endpoints/runs.ts";
import { on } from "../../../../../../lib/http/call.ts";
import { reply } from "../../../../../../lib/http/reply.ts";
import { routes } from "../../../../../../lib/http/route.ts";
import { whyRunOf } from "../../../../../../lib/services/runs/why.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(whyRunEndpoint, async ({ ctx, params }) => reply(200, await whyRunOf(ctx, params.id))),
);
