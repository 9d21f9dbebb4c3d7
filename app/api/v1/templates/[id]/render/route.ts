import { renderTemplateEndpoint } from "../../../../../../lib/contracts/endpoints/templates.ts";
import { on } from "../../../../../../lib/http/call.ts";
import { reply } from "../../../../../../lib/http/reply.ts";
import { routes } from "../../../../../../lib/http/route.ts";
import { renderTemplate } from "../../../../../../lib/services/templates/render.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(renderTemplateEndpoint, async ({ ctx, params, query, body }) =>
    reply(200, await renderTemplate(ctx, params.id, body, query)),
  ),
);
