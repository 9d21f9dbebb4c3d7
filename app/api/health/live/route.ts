import { liveEndpoint } from "../../../../lib/contracts/endpoints/operating.ts";
import { bare } from "../../../../lib/http/call.ts";
import { reply } from "../../../../lib/http/reply.ts";
import { routes } from "../../../../lib/http/route.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  bare(liveEndpoint, async () => reply(200, { status: "ok" })),
);
