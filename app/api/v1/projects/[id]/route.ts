import {
  readProjectEndpoint,
  updateProjectEndpoint,
} from "../../../../../lib/contracts/endpoints/projects.ts";
import { on } from "../../../../../lib/http/call.ts";
import { reply } from "../../../../../lib/http/reply.ts";
import { routes } from "../../../../../lib/http/route.ts";
import { readProject } from "../../../../../lib/services/projects/read.ts";
import { updateProject } from "../../../../../lib/services/projects/update.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(readProjectEndpoint, async ({ ctx, params }) => reply(200, await readProject(ctx, params.id))),
  on(updateProjectEndpoint, async ({ ctx, params, body }) =>
    reply(200, await updateProject(ctx, params.id, body)),
  ),
);
