import type { StaleKey } from "./query-keys.ts";

/** Beat of the refresher: at most four repaints a second. */
export const BEAT_MS = 250;

export type RefreshPort = {
  /** Milliseconds of any clock that only moves forward. */
  readonly now: () => number;
  readonly isFetching: (key: readonly string[]) => boolean;
  readonly refresh: (key: readonly string[]) => void;
};

/**
 * Remembers what events made out of date and refreshes it at a bearable pace. A key stays out of date while a fetch
 * that began before the event is under way, so that no change is lost between the two.
 */
export class LiveRefresher {
  readonly #port: RefreshPort;
  readonly #stale = new Map<string, StaleKey>();
  readonly #refreshedAt = new Map<string, number>();

  constructor(port: RefreshPort) {
    this.#port = port;
  }

  mark(keys: readonly StaleKey[]): void {
    for (const stale of keys) this.#stale.set(stale.key.join("/"), stale);
  }

  /** Refreshes what is due; to be called once a beat. */
  beat(): void {
    const now = this.#port.now();
    for (const [name, { key, every }] of this.#stale) {
      const last = this.#refreshedAt.get(name) ?? Number.NEGATIVE_INFINITY;
      if (now - last < every || this.#port.isFetching(key)) continue;
      this.#stale.delete(name);
      this.#refreshedAt.set(name, now);
      this.#port.refresh(key);
    }
  }
}
