import { whyJobEndpoint } from "../../../../../../lib/contracts/endpoints/jobs.ts";
import { on } from "../../../../../../lib/http/call.ts";
import { reply } from "../../../../../../lib/http/reply.ts";
import { routes } from "../../../../../../lib/http/route.ts";
import { whyJobAt } from "../../../../../../lib/services/jobs/why.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(whyJobEndpoint, async ({ ctx, params, query: { at, project } }) =>
    reply(200, await whyJobAt(ctx, { job: params.id, project }, at)),
  ),
);
