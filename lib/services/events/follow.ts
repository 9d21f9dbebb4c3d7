import { readEventBounds, type StoredEvent } from "../../../db/queries/events.ts";
import { type EventsQuery, RESET_EVENT } from "../../contracts/event.ts";
import { EventHub } from "../../events/hub.ts";
import { EventReader } from "../../events/reader.ts";
import type { Context, Platform } from "../context.ts";
import { takeStreamPlace } from "./places.ts";
import { watchRight } from "./rights-watch.ts";
import { type Selection, selectEvents } from "./select.ts";
import { eventView } from "./view.ts";

const REPLAY_PAGE = 1_000;

const hubs = new WeakMap<object, EventHub>();

/** Where the pieces of a stream go. */
export type Sink = (piece: Uint8Array) => void;

export type EventStream = {
  /**
   * Replays what the caller missed, then goes on live. Answers how to end it; `lost` is called when the caller may not hear
   * it any more.
   */
  readonly start: (sink: Sink, lost: () => void) => Promise<() => void>;
};

/**
 * Prepares the stream a caller asked for; authorization is settled before the first byte. `after` is the last
 * number the caller knows; without it the stream begins with what happens from now on. Throws `not_found`,
 * `forbidden`, and `rate_limited` above ten streams a person.
 */
export async function followEvents(
  ctx: Context,
  query: EventsQuery,
  after: number | null,
): Promise<EventStream> {
  const selection = await selectEvents(ctx, query);
  // Before the first byte: whoever acts as soon as the answer begins hears of what came of it.
  const start = await startOf(ctx, after);
  const release = takeStreamPlace(ctx.actor);
  return {
    start: async (sink, lost) => {
      const unwatch = watchRight(ctx, "runs.read", selection.projectId, lost);
      try {
        const leave = await serve(ctx, selection, start, sink);
        return () => {
          leave();
          unwatch();
          release();
        };
      } catch (error) {
        unwatch();
        release();
        throw error;
      }
    },
  };
}

/** Where a stream begins: after the number its caller knows, else after the newest there is; `after` null is a reset. */
type Start = { readonly after: number | null; readonly isNew: boolean };

async function startOf({ db }: Context, after: number | null): Promise<Start> {
  const { first, last } = await readEventBounds(db);
  if (after === null) return { after: last, isNew: true };
  // A number above the last was never given out, or the events were emptied since.
  const isKept = after === 0 || (first <= after + 1 && after <= last);
  return { after: isKept ? after : null, isNew: false };
}

async function serve(
  ctx: Context,
  selection: Selection,
  start: Start,
  sink: Sink,
): Promise<() => void> {
  const waiting: Uint8Array[] = [];
  let live = false;
  const write = (piece: Uint8Array): void => {
    if (live) sink(piece);
    else waiting.push(piece);
  };
  // To a new caller nothing is known that this process has yet to read: it may not have been committed before.
  const known = start.isNew ? null : start.after;
  // A number to resume from, also for a stream that is cut before its first event.
  if (start.isNew) sink(bytes(`id: ${start.after}\n\n`));
  const { position, leave } = await hubOf(ctx).listen({ ...selection, write }, known);
  await replay(ctx, selection, { after: start.after, position, sink }).catch((error: unknown) => {
    leave();
    throw error;
  });
  for (const piece of waiting) sink(piece);
  live = true;
  return leave;
}

/** What was committed between the number a caller knows and the hub's position; all of it is settled by then. */
async function replay(
  ctx: Context,
  selection: Selection,
  range: { after: number | null; position: number; sink: Sink },
): Promise<void> {
  const { after, position, sink } = range;
  if (after === null) {
    sink(bytes(`id: ${position}\nevent: ${RESET_EVENT}\ndata: {"seq":${position}}\n\n`));
    return;
  }
  const reader = new EventReader(ctx.db, after, position);
  while (reader.position < position) {
    const events = await reader.read(REPLAY_PAGE);
    if (events.length === 0) return;
    const wanted = events.filter((event) => event.seq <= position && selection.wants(event));
    const frames = await Promise.all(wanted.map((event) => frameOf(ctx, event)));
    if (frames.length > 0) sink(bytes(frames.join("")));
  }
}

function hubOf(platform: Platform): EventHub {
  const { db, hints } = platform;
  const known = hubs.get(hints);
  if (known !== undefined) return known;
  const hub = new EventHub(db, hints, (event) => frameOf({ db }, event));
  hubs.set(hints, hub);
  return hub;
}

async function frameOf({ db }: Pick<Platform, "db">, event: StoredEvent): Promise<string> {
  const view = await eventView(db, event);
  return `id: ${view.seq}\nevent: ${view.type}\ndata: ${JSON.stringify(view)}\n\n`;
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
