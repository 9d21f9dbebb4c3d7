import type { EventListView, EventsQuery } from "../../contracts/event.ts";
import { EventReader } from "../../events/reader.ts";
import type { Context } from "../context.ts";
import { selectEvents } from "./select.ts";
import { eventView } from "./view.ts";

const DEFAULT_LIMIT = 100;
/** How long a number that may still be filled is waited for; the caller asks again for what comes after it. */
const SETTLE_LOOKS = 20;
const SETTLE_MS = 25;

/** Events after a number, oldest first, for callers that ask rather than listen. `next` goes on even over events of others. */
export async function listEvents(ctx: Context, query: EventsQuery): Promise<EventListView> {
  const selection = await selectEvents(ctx, query);
  const reader = new EventReader(ctx.db, query.after ?? 0);
  const limit = query.limit ?? DEFAULT_LIMIT;
  const events = await reader.read(limit);
  for (let look = 0; look < SETTLE_LOOKS && reader.waits && events.length < limit; look += 1) {
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    events.push(...(await reader.read(limit - events.length)));
  }
  const wanted = events.filter(selection.wants);
  return {
    data: await Promise.all(wanted.map((event) => eventView(ctx.db, event))),
    next: reader.position,
  };
}
