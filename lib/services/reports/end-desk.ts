import type { Hints } from "../../events/hints.ts";
import type { Platform } from "../context.ts";
import { type AttemptEnd, finishAttempts } from "../runs/finish.ts";

/** Ends written in one transaction at most. */
const BATCH = 200;

type Hands = Pick<Platform, "db" | "queue" | "hints">;

type Waiting = {
  readonly end: AttemptEnd;
  readonly answer: (accepted: boolean) => void;
  readonly refuse: (error: unknown) => void;
};

/**
 * Where ends that were reported from outside are written, one for each web process. Every end counts in the figures of its
 * hour, which one transaction at a time can write: those that come during one go together in the next.
 */
class EndDesk {
  readonly #platform: Hands;
  #waiting: Waiting[] = [];
  #isWriting = false;

  constructor({ db, queue, hints }: Hands) {
    this.#platform = { db, queue, hints };
  }

  hand(end: AttemptEnd): Promise<boolean> {
    const { promise, resolve, reject } = Promise.withResolvers<boolean>();
    this.#waiting.push({ end, answer: resolve, refuse: reject });
    if (!this.#isWriting) void this.#writeAll();
    return promise;
  }

  async #writeAll(): Promise<void> {
    this.#isWriting = true;
    while (this.#waiting.length > 0) await this.#write(this.#take());
    this.#isWriting = false;
  }

  /** One lease ends once: what else is said of it waits, and meets what became of it. */
  #take(): readonly Waiting[] {
    const taken = new Map<string, Waiting>();
    const left: Waiting[] = [];
    for (const one of this.#waiting) {
      const { leaseToken } = one.end;
      if (taken.size < BATCH && !taken.has(leaseToken)) taken.set(leaseToken, one);
      else left.push(one);
    }
    this.#waiting = left;
    return [...taken.values()];
  }

  async #write(batch: readonly Waiting[]): Promise<void> {
    try {
      const { refused } = await finishAttempts(
        this.#platform,
        batch.map(({ end }) => end),
      );
      for (const { end, answer } of batch) answer(!refused.includes(end.runId));
    } catch (error) {
      // What the database refuses of one must not keep the others from ending.
      if (batch.length === 1) batch[0]?.refuse(error);
      else for (const one of batch) await this.#write([one]);
    }
  }
}

/** One for each platform of this process. */
const desks = new WeakMap<Hints, EndDesk>();

/** Writes the end of an attempt that was reported from outside, with others that come at the same time. False when its lease was lost. */
export function handInEnd(platform: Hands, end: AttemptEnd): Promise<boolean> {
  const desk = desks.get(platform.hints) ?? new EndDesk(platform);
  desks.set(platform.hints, desk);
  return desk.hand(end);
}
