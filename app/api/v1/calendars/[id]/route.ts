import {
  deleteCalendarEndpoint,
  readCalendarEndpoint,
  updateCalendarEndpoint,
} from "../../../../../lib/contracts/endpoints/calendars.ts";
import { calendarFileReply, wantsCalendarFile } from "../../../../../lib/http/calendar-reply.ts";
import { on } from "../../../../../lib/http/call.ts";
import { noContent, reply } from "../../../../../lib/http/reply.ts";
import { routes } from "../../../../../lib/http/route.ts";
import { exportCalendar } from "../../../../../lib/services/calendars/export.ts";
import { getCalendar } from "../../../../../lib/services/calendars/get.ts";
import { removeCalendar } from "../../../../../lib/services/calendars/remove.ts";
import { changeCalendar } from "../../../../../lib/services/calendars/update.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(readCalendarEndpoint, async ({ ctx, params, query, request }) => {
    const reference = { calendar: params.id, ...query };
    if (wantsCalendarFile(request)) return calendarFileReply(await exportCalendar(ctx, reference));
    const calendar = await getCalendar(ctx, reference);
    return reply(200, calendar, { version: calendar.version });
  }),
  on(updateCalendarEndpoint, async ({ ctx, params, query, body, ifMatch }) => {
    const calendar = await changeCalendar(ctx, { calendar: params.id, ...query }, body, ifMatch);
    return reply(200, calendar, { version: calendar.version });
  }),
  on(deleteCalendarEndpoint, async ({ ctx, params, query, ifMatch }) => {
    await removeCalendar(ctx, { calendar: params.id, ...query }, ifMatch);
    return noContent;
  }),
);
