import { listTemplateVersionsEndpoint } from "../../../../../../lib/contracts/endpoints/templates.ts";
import { on } from "../../../../../../lib/http/call.ts";
import { reply } from "../../../../../../lib/http/reply.ts";
import { routes } from "../../../../../../lib/http/route.ts";
import { listVersions } from "../../../../../../lib/services/templates/versions.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(listTemplateVersionsEndpoint, async ({ ctx, params, query }) =>
    reply(200, await listVersions(ctx, params.id, query)),
  ),
);
