import { exportCalendarEndpoint } from "../../../../../../lib/contracts/endpoints/calendars.ts";
import { calendarFileReply } from "../../../../../../lib/http/calendar-reply.ts";
import { on } from "../../../../../../lib/http/call.ts";
import { routes } from "../../../../../../lib/http/route.ts";
import { exportCalendar } from "../../../../../../lib/services/calendars/export.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(exportCalendarEndpoint, async ({ ctx, params, query }) =>
    calendarFileReply(await exportCalendar(ctx, { calendar: params.id, ...query })),
  ),
);
