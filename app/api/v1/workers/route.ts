import { listWorkersEndpoint } from "../../../../lib/contracts/endpoints/operating.ts";
import { on } from "../../../../lib/http/call.ts";
import { reply } from "../../../../lib/http/reply.ts";
import { routes } from "../../../../lib/http/route.ts";
import { listWorkers } from "../../../../lib/services/workers/list.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(listWorkersEndpoint, async ({ ctx, query }) => reply(200, await listWorkers(ctx, query))),
);
