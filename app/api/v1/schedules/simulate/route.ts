import { simulateScheduleEndpoint } from "../../../../../lib/contracts/endpoints/schedules.ts";
import { on } from "../../../../../lib/http/call.ts";
import { reply } from "../../../../../lib/http/reply.ts";
import { routes } from "../../../../../lib/http/route.ts";
import { simulateSchedule } from "../../../../../lib/services/schedules/simulate.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(simulateScheduleEndpoint, async ({ ctx, body }) =>
    reply(200, await simulateSchedule(ctx, body)),
  ),
);
