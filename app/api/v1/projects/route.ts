import {
  createProjectEndpoint,
  listProjectsEndpoint,
} from "../../../../lib/contracts/endpoints/projects.ts";
import { on } from "../../../../lib/http/call.ts";
import { reply } from "../../../../lib/http/reply.ts";
import { routes } from "../../../../lib/http/route.ts";
import { createProject } from "../../../../lib/services/projects/create.ts";
import { listProjects } from "../../../../lib/services/projects/list.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(listProjectsEndpoint, async ({ ctx, query }) => reply(200, await listProjects(ctx, query))),
  on(createProjectEndpoint, async ({ ctx, body }) => {
    const project = await createProject(ctx, body);
    return reply(201, project, { location: `/api/v1/projects/${project.id}` });
  }),
);
