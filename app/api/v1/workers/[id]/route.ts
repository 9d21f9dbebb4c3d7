import { updateWorkerEndpoint } from "../../../../../lib/contracts/endpoints/operating.ts";
import { on } from "../../../../../lib/http/call.ts";
import { reply } from "../../../../../lib/http/reply.ts";
import { routes } from "../../../../../lib/http/route.ts";
import { updateWorker } from "../../../../../lib/services/workers/update.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(updateWorkerEndpoint, async ({ ctx, params, body }) =>
    reply(200, await updateWorker(ctx, params.id, body)),
  ),
);
