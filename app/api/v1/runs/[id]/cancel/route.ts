import { cancelRunEndpoint } from "../../../../../../lib/contracts/endpoints/runs.ts";
import { on } from "../../../../../../lib/http/call.ts";
import { reply } from "../../../../../../lib/http/reply.ts";
import { routes } from "../../../../../../lib/http/route.ts";
import { cancelRun } from "../../../../../../lib/services/runs/cancel-run.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(cancelRunEndpoint, async ({ ctx, params }) => reply(202, await cancelRun(ctx, params.id))),
);
