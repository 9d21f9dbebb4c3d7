import type { Db } from "../../db/client.ts";
import {
  readEventBounds,
  readEventsAfter,
  readOldestOpen,
  type StoredEvent,
  takeTransactionNumber,
} from "../../db/queries/events.ts";

/** A hole in the numbers, as it was first seen: transactions from `horizon` on cannot have taken a number below `until`. */
type Gap = { readonly from: number; readonly until: number; readonly horizon: bigint };

/**
 * Reads events strictly in order and never passes a number that a transaction under way may still fill.
 * Numbers are given out in order but committed in any; a hole is waited for until every transaction has ended
 * that was open when it was first seen, and is then known to be a rolled back one.
 */
export class EventReader {
  readonly #db: Db;
  #last: number;
  #settled: number;
  #gap: Gap | null = null;

  /** `after` is the number of the last event known; up to `settled` no transaction is under way any more. */
  constructor(db: Db, after: number, settled = 0) {
    this.#db = db;
    this.#last = after;
    this.#settled = settled;
  }

  /** Every event up to here was handed out. */
  get position(): number {
    return this.#last;
  }

  /** Whether the last reading stopped at a hole that time will close. */
  get waits(): boolean {
    return this.#gap !== null;
  }

  /** The next events that are safe to hand out, at most `limit`. */
  async read(limit: number): Promise<StoredEvent[]> {
    const page = await readEventsAfter(this.#db, this.#last, limit);
    if (this.#gap !== null && page.oldestOpen >= this.#gap.horizon) this.#settled = this.#gap.until;
    const ready = this.#upToGap(page.events);
    const last = ready.at(-1)?.seq ?? this.#last;
    const beyond = page.events[ready.length];
    if (beyond === undefined) this.#gap = null;
    else await this.#meetGap(last + 1, beyond.seq);
    this.#last = last;
    return ready;
  }

  #upToGap(events: readonly StoredEvent[]): StoredEvent[] {
    const end = events.findIndex(({ seq }, at) => {
      const before = events[at - 1]?.seq ?? this.#last;
      return seq !== before + 1 && seq > this.#settled;
    });
    return end === -1 ? [...events] : events.slice(0, end);
  }

  /** A transaction has its own number before it takes one for an event, because events tell of what it changed. */
  async #meetGap(from: number, until: number): Promise<void> {
    if (this.#gap?.from === from) return;
    this.#gap = { from, until, horizon: await takeTransactionNumber(this.#db) };
  }
}

const SETTLE_LOOKS = 40;
const SETTLE_MS = 50;

/**
 * The number after which a new listener misses nothing that commits from now on: waits, for 2 s at most, until
 * the transactions under way have ended.
 */
export async function presentEnd(db: Db): Promise<{ first: number; last: number }> {
  const bounds = await readEventBounds(db);
  const horizon = await takeTransactionNumber(db);
  for (let look = 0; look < SETTLE_LOOKS; look += 1) {
    if ((await readOldestOpen(db)) >= horizon) break;
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  }
  return bounds;
}
