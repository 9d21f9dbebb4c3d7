import {
  createCalendarEndpoint,
  listCalendarsEndpoint,
} from "../../../../lib/contracts/endpoints/calendars.ts";
import { on } from "../../../../lib/http/call.ts";
import { reply } from "../../../../lib/http/reply.ts";
import { routes } from "../../../../lib/http/route.ts";
import { createCalendar, findingsOf } from "../../../../lib/services/calendars/create.ts";
import { listCalendarsOf } from "../../../../lib/services/calendars/list.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(listCalendarsEndpoint, async ({ ctx, query }) =>
    reply(200, await listCalendarsOf(ctx, query)),
  ),
  on(createCalendarEndpoint, async ({ ctx, query: { dryRun, ...query }, body }) => {
    if (dryRun === true) return reply(200, await findingsOf(ctx, { ...query, ...body }));
    const calendar = await createCalendar(ctx, { ...query, ...body });
    const location = `/api/v1/calendars/${calendar.id}`;
    return reply(201, calendar, { version: calendar.version, location });
  }),
);
