import {
  createTemplateEndpoint,
  listTemplatesEndpoint,
} from "../../../../lib/contracts/endpoints/templates.ts";
import { on } from "../../../../lib/http/call.ts";
import { reply } from "../../../../lib/http/reply.ts";
import { routes } from "../../../../lib/http/route.ts";
import { createTemplate } from "../../../../lib/services/templates/create.ts";
import { listTemplatesOf } from "../../../../lib/services/templates/list.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(listTemplatesEndpoint, async ({ ctx, query }) =>
    reply(200, await listTemplatesOf(ctx, query)),
  ),
  on(createTemplateEndpoint, async ({ ctx, query, body }) => {
    const template = await createTemplate(ctx, { ...query, ...body });
    const location = `/api/v1/templates/${template.id}`;
    return reply(201, template, { version: template.version, location });
  }),
);
