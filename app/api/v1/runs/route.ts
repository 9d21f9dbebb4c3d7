import { listRunsEndpoint } from "../../../../lib/contracts/endpoints/runs.ts";
import { on } from "../../../../lib/http/call.ts";
import { reply } from "../../../../lib/http/reply.ts";
import { routes } from "../../../../lib/http/route.ts";
import { listRunsOf } from "../../../../lib/services/runs/list.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(listRunsEndpoint, async ({ ctx, query }) => reply(200, await listRunsOf(ctx, query))),
);
