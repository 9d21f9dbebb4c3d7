import { openApiEndpoint } from "../../../../lib/contracts/endpoints/operating.ts";
import { bare } from "../../../../lib/http/call.ts";
import { openApiDocument } from "../../../../lib/http/openapi.ts";
import { reply } from "../../../../lib/http/reply.ts";
import { routes } from "../../../../lib/http/route.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  bare(openApiEndpoint, async () => reply(200, openApiDocument())),
);
