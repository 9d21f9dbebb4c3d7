import { readyEndpoint } from "../../../../lib/contracts/endpoints/operating.ts";
import { bare } from "../../../../lib/http/call.ts";
import { reply } from "../../../../lib/http/reply.ts";
import { routes } from "../../../../lib/http/route.ts";
import { checkReady } from "../../../../lib/services/health/ready.ts";
import { platform } from "../../../../lib/services/runtime.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  bare(readyEndpoint, async () => {
    const ready = await checkReady(platform);
    return reply(ready.status === "ok" ? 200 : 503, ready);
  }),
);
