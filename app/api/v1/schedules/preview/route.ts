import { previewScheduleEndpoint } from "../../../../../lib/contracts/endpoints/schedules.ts";
import { on } from "../../../../../lib/http/call.ts";
import { reply } from "../../../../../lib/http/reply.ts";
import { routes } from "../../../../../lib/http/route.ts";
import { previewSchedule } from "../../../../../lib/services/schedules/preview.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(previewScheduleEndpoint, async ({ ctx, body }) =>
    reply(200, await previewSchedule(ctx, body)),
  ),
);
