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

/** A listener and the number from which on, exclusive, it is served. */
type Entry = { readonly listener: Listener; readonly from: number };

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
  readonly #entries = new Set<Entry>();
  #reader: Promise<EventReader> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #reading = false;
  /** Read, but not yet handed out: encoding them needs the database, which may go in between. */
  #unsent: readonly StoredEvent[] = [];
  #unhear: (() => void) | null = null;

  constructor(db: Db, hints: Hints, encode: (event: StoredEvent) => Promise<string>) {
    this.#db = db;
    this.#hints = hints;
    this.#encode = encode;
  }

  /**
   * Enters a listener that knows everything up to `after`, which may be more than this process has read so far; null
   * knows nothing. Answers the position from which on it is served, and how to leave.
   */
  async listen(
    listener: Listener,
    after: number | null,
  ): Promise<{ position: number; leave: () => void }> {
    this.#reader ??= this.#begin();
    const reader = await this.#reader.catch((error: unknown) => {
      this.#reader = null;
      throw error;
    });
    // No await between the position and the entry: what is read from here on reaches the listener.
    const { position } = reader;
    const entry = { listener, from: Math.max(position, after ?? 0) };
    this.#entries.add(entry);
    return { position, leave: () => this.#leave(entry) };
  }

  async #begin(): Promise<EventReader> {
    const { last } = await presentEnd(this.#db);
    this.#unhear = this.#hints.hear((hints) => {
      if (hints.has("events")) this.#soon(READ_MS);
    });
    this.#soon(READ_MS);
    return new EventReader(this.#db, last);
  }

  #leave(entry: Entry): void {
    this.#entries.delete(entry);
    if (this.#entries.size > 0) return;
    this.#unhear?.();
    this.#unhear = null;
    this.#reader = null;
    this.#unsent = [];
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
    const present = this.#reader;
    if (this.#reading || present === null) return;
    this.#reading = true;
    let next = SAFETY_LOOK_MS;
    try {
      const reader = await present;
      const events = this.#unsent.length > 0 ? this.#unsent : await reader.read(PAGE);
      if (this.#reader === present) this.#unsent = events;
      // Else everybody has left meanwhile; who came since has another reader.
      await this.#hand(this.#unsent);
      this.#unsent = [];
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
    const [first, last] = [events[0], events.at(-1)];
    if (first === undefined || last === undefined) return;
    const frames = await Promise.all(events.map((event) => this.#encode(event)));
    // Whoever came while these events were read or encoded knows some of them already.
    const groups = Map.groupBy(this.#entries, ({ listener, from }) =>
      from < first.seq ? listener.key : `${from} ${listener.key}`,
    );
    for (const group of groups.values()) {
      const text = frames.filter((_, at) => isWanted(group[0], events[at])).join("");
      if (text === "") continue;
      const piece = new TextEncoder().encode(text);
      for (const { listener } of group) listener.write(piece, last.seq);
    }
  }
}

function isWanted(entry: Entry | undefined, event: StoredEvent | undefined): boolean {
  if (entry === undefined || event === undefined) return false;
  return event.seq > entry.from && entry.listener.wants(event);
}
