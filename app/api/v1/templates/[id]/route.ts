import {
  archiveTemplateEndpoint,
  readTemplateEndpoint,
  updateTemplateEndpoint,
} from "../../../../../lib/contracts/endpoints/templates.ts";
import { on } from "../../../../../lib/http/call.ts";
import { noContent, reply } from "../../../../../lib/http/reply.ts";
import { routes } from "../../../../../lib/http/route.ts";
import { archive } from "../../../../../lib/services/templates/archive.ts";
import { getTemplate } from "../../../../../lib/services/templates/get.ts";
import { updateTemplate } from "../../../../../lib/services/templates/update.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(readTemplateEndpoint, async ({ ctx, params, query }) => {
    const template = await getTemplate(ctx, params.id, query);
    return reply(200, template, { version: template.version });
  }),
  on(updateTemplateEndpoint, async ({ ctx, params, query, body, ifMatch }) => {
    const answer = await updateTemplate(ctx, params.id, body, { ...query, ifMatch });
    return reply(200, answer, "version" in answer ? { version: answer.version } : {});
  }),
  on(archiveTemplateEndpoint, async ({ ctx, params, query, ifMatch }) => {
    await archive(ctx, params.id, { ...query, ifMatch });
    return noContent;
  }),
);
