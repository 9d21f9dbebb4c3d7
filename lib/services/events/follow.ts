import { readEventBounds, type StoredEvent } from "../../../db/queries/events.ts";
import { type EventsQuery, RESET_EVENT } from "../../contracts/event.ts";
import { rateLimited } from "../../domain/errors.ts";
import { EventHub } from "../../events/hub.ts";
import { EventReader } from "../../events/reader.ts";
import { requirePerson } from "../authorize.ts";
import type { Context, Platform } from "../context.ts";
import { type Selection, selectEvents } from "./select.ts";
import { eventView } from "./view.ts";

/** Open streams of one person in one process. */
const STREAMS_PER_USER = 10;
const REPLAY_PAGE = 1_000;
const RETRY_SECONDS = 5;

const hubs = new WeakMap<object, EventHub>();
const open = new Map<string, number>();

/** Where the pieces of a stream go. */
export type Sink = (piece: Uint8Array) => void;

export type EventStream = {
  /** Replays what the caller missed, then goes on live. Answers how to end it. */
  readonly start: (sink: Sink) => Promise<() => void>;
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
  const release = takePlace(requirePerson(ctx.actor).userId);
  return {
    start: async (sink) => {
      try {
        const leave = await serve(ctx, selection, after, sink);
        return () => {
          leave();
          release();
        };
      } catch (error) {
        release();
        throw error;
      }
    },
  };
}

async function serve(
  ctx: Context,
  selection: Selection,
  after: number | null,
  sink: Sink,
): Promise<() => void> {
  const waiting: Uint8Array[] = [];
  let live = after === null;
  const write = (piece: Uint8Array): void => {
    if (live) sink(piece);
    else waiting.push(piece);
  };
  const { position, leave } = await hubOf(ctx).listen({ ...selection, write });
  if (after === null) return leave;
  await replay(ctx, selection, { after, position, sink }).catch((error: unknown) => {
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
  range: { after: number; position: number; sink: Sink },
): Promise<void> {
  const { after, position, sink } = range;
  const { first } = await readEventBounds(ctx.db);
  const isKept = after === 0 || first <= after;
  if (!isKept || after > position) {
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

function takePlace(userId: string): () => void {
  const taken = open.get(userId) ?? 0;
  if (taken >= STREAMS_PER_USER) throw rateLimited(RETRY_SECONDS);
  open.set(userId, taken + 1);
  let released = false;
  return () => {
    if (released) return;
    released = true;
    const left = (open.get(userId) ?? 1) - 1;
    if (left === 0) open.delete(userId);
    else open.set(userId, left);
  };
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
