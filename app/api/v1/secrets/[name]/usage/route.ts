import { readSecretUsageEndpoint } from "../../../../../../lib/contracts/endpoints/secrets.ts";
import { on } from "../../../../../../lib/http/call.ts";
import { reply } from "../../../../../../lib/http/reply.ts";
import { routes } from "../../../../../../lib/http/route.ts";
import { secretUsage } from "../../../../../../lib/services/secrets/usage.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(readSecretUsageEndpoint, async ({ ctx, params, query }) =>
    reply(200, await secretUsage(ctx, { name: params.name, ...query })),
  ),
);
