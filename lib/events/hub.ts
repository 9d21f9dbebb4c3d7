import type { Db } from "../../db/client.ts";
import type { StoredEvent } from "../../db/queries/events.ts";
import type { Hints } from "./hints.ts";
import { EventReader, presentEnd } from "./reader.ts";

/** Who listens, and to what. Listeners with the same `key` want the same events and share one buffer. */
export type Listener = {
  readonly key: string;
  readonly wants: (event: StoredEvent) => boolean;
  /** Takes one encoded piece of the stream. */
  readonly write: (piece: Uint8Array, upTo: number) => void;
};

/** One reading serves everybody, at most this often. */
const READ_MS = 50;
/** A lost hint costs this much. */
const SAFETY_LOOK_MS = 1_000;
const PAGE = 1_000;

/**
 * Fans the events out within a process: one reader, one encoding for each kind of wish, one buffer handed to
 * all who share it. Starts with the first listener and rests with the last.
 */
export class EventHub {
  readonly #db: Db;
  readonly #hints: Hints;
  readonly #encode: (event: StoredEvent) => Promise<string>;
  readonly #listeners = new Set<Listener>();
  #reader: Promise<EventReader> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #reading = false;
  #unhear: (() => void) | null = null;

  constructor(db: Db, hints: Hints, encode: (event: StoredEvent) => Promise<string>) {
    this.#db = db;
    this.#hints = hints;
    this.#encode = encode;
  }

  /** Enters a listener; answers the position from which on it is served, and how to leave. */
  async listen(listener: Listener): Promise<{ position: number; leave: () => void }> {
    this.#reader ??= this.#begin();
    const reader = await this.#reader.catch((error: unknown) => {
      this.#reader = null;
      throw error;
    });
    // No await between the position and the entry: what is read from here on reaches the listener.
    const { position } = reader;
    this.#listeners.add(listener);
    return { position, leave: () => this.#leave(listener) };
  }

  async #begin(): Promise<EventReader> {
    const { last } = await presentEnd(this.#db);
    this.#unhear = this.#hints.hear((hints) => {
      if (hints.has("events")) this.#soon(READ_MS);
    });
    this.#soon(READ_MS);
    return new EventReader(this.#db, last);
  }

  #leave(listener: Listener): void {
    this.#listeners.delete(listener);
    if (this.#listeners.size > 0) return;
    this.#unhear?.();
    this.#unhear = null;
    this.#reader = null;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#due = Number.POSITIVE_INFINITY;
  }

  #due = Number.POSITIVE_INFINITY;

  /** Reads within `ms`; an earlier reading that is planned already stays. */
  #soon(ms: number): void {
    const due = performance.now() + ms;
    if (due >= this.#due) return;
    this.#due = due;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#read(), ms);
  }

  async #read(): Promise<void> {
    this.#due = Number.POSITIVE_INFINITY;
    if (this.#reading || this.#reader === null) return;
    this.#reading = true;
    let next = SAFETY_LOOK_MS;
    try {
      const reader = await this.#reader;
      const events = await reader.read(PAGE);
      await this.#hand(events);
      if (events.length === PAGE) next = 0;
      else if (reader.waits) next = READ_MS;
    } catch {
      // The database is away; what was not read is read when it is back.
    } finally {
      this.#reading = false;
    }
    if (this.#reader !== null) this.#soon(next);
  }

  async #hand(events: readonly StoredEvent[]): Promise<void> {
    const last = events.at(-1);
    if (last === undefined) return;
    const frames = await Promise.all(events.map((event) => this.#encode(event)));
    for (const listeners of Map.groupBy(this.#listeners, (listener) => listener.key).values()) {
      const [first] = listeners;
      const text = frames.filter((_, at) => isWanted(first, events[at])).join("");
      if (text === "") continue;
      const piece = new TextEncoder().encode(text);
      for (const listener of listeners) listener.write(piece, last.seq);
    }
  }
}

function isWanted(listener: Listener | undefined, event: StoredEvent | undefined): boolean {
  return listener !== undefined && event !== undefined && listener.wants(event);
}
