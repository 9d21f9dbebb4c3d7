import type { ActiveRun } from "../overlap.ts";
import type { Instant } from "../schedule/types.ts";

/** A run that is assumed. It is held until `released`, when its turn comes. */
type AssumedRun = {
  readonly id: string;
  held: boolean;
  readonly released: Instant;
  readonly end: Instant;
};

/**
 * The assumed runs of a job that are not over, oldest first, of which as many go on at a time as are allowed; all others
 * wait their turn in order. Moves forward only. Its own arrays change in place, because thousands may wait.
 */
export class ActiveRuns {
  readonly #limit: number;
  readonly #durationMs: number;
  readonly #runs: AssumedRun[] = [];
  /** Runs at the front that are not held. */
  #going = 0;
  /** When each of the places side by side is free again. */
  readonly #freeFrom: Instant[] = [];

  constructor(limit: number, durationMs: number) {
    this.#limit = limit;
    this.#durationMs = durationMs;
  }

  /** Those active at an instant, which must not be before the last one asked for. */
  at(now: Instant): readonly ActiveRun[] {
    this.#release(now);
    const going = this.#runs.slice(0, this.#going);
    const left = going.filter(({ end }) => end > now);
    if (left.length === going.length) return this.#runs;
    this.#runs.splice(0, this.#going, ...left);
    this.#going = left.length;
    return this.#runs;
  }

  /** Opens the run of a slot, which starts at `availableAt` or when its turn comes; answers when that is. */
  open(slot: Instant, availableAt: Instant): Instant {
    const isFree = this.#freeFrom.length < this.#limit;
    const place = isFree ? this.#freeFrom.length : earliest(this.#freeFrom);
    const released = Math.max(slot, this.#freeFrom[place] ?? slot);
    const startsAt = Math.max(released, availableAt);
    const end = startsAt + this.#durationMs;
    this.#freeFrom[place] = end;
    this.#runs.push({ id: String(slot), held: released > slot, released, end });
    if (released <= slot) this.#going += 1;
    return startsAt;
  }

  /** Ends them all. */
  cancelAll(): void {
    this.#runs.length = 0;
    this.#freeFrom.length = 0;
    this.#going = 0;
  }

  #release(now: Instant): void {
    for (let run = this.#runs[this.#going]; run && run.released <= now; ) {
      run.held = false;
      this.#going += 1;
      run = this.#runs[this.#going];
    }
  }
}

function earliest(moments: readonly Instant[]): number {
  let best = 0;
  for (let index = 1; index < moments.length; index += 1) {
    if ((moments[index] ?? Infinity) < (moments[best] ?? Infinity)) best = index;
  }
  return best;
}
