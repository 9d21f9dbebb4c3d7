import { pauseProjectEndpoint } from "../../../../../../lib/contracts/endpoints/projects.ts";
import { on } from "../../../../../../lib/http/call.ts";
import { reply } from "../../../../../../lib/http/reply.ts";
import { routes } from "../../../../../../lib/http/route.ts";
import { pauseProject } from "../../../../../../lib/services/projects/pause.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(pauseProjectEndpoint, async ({ ctx, params, body }) =>
    reply(200, await pauseProject(ctx, params.id, body)),
  ),
);
