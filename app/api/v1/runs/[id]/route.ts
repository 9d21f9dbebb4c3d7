import { readRunEndpoint } from "../../../../../lib/contracts/endpoints/runs.ts";
import { on } from "../../../../../lib/http/call.ts";
import { reply } from "../../../../../lib/http/reply.ts";
import { routes } from "../../../../../lib/http/route.ts";
import { getRun } from "../../../../../lib/services/runs/get.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(readRunEndpoint, async ({ ctx, params }) => reply(200, await getRun(ctx, params.id))),
);
