import { resumeProjectEndpoint } from "../../../../../../lib/contracts/endpoints/projects.ts";
import { on } from "../../../../../../lib/http/call.ts";
import { reply } from "../../../../../../lib/http/reply.ts";
import { routes } from "../../../../../../lib/http/route.ts";
import { resumeProject } from "../../../../../../lib/services/projects/resume.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(resumeProjectEndpoint, async ({ ctx, params, body }) =>
    reply(200, await resumeProject(ctx, params.id, body)),
  ),
);
