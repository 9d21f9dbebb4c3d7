import type { Wanted } from "../../../db/queries/claimable.ts";
import { touchExternalWorkers } from "../../../db/queries/external-workers.ts";
import type { Platform } from "../context.ts";
import { giveBack } from "./give-back.ts";
import { takeRuns } from "./take.ts";
import { Turns } from "./turns.ts";
import type { OutsideWork } from "./types.ts";

/** A lost hint costs this much. */
const SLOW_BEAT_MS = 1_000;
/** How often those who wait are noted to live. */
const TOUCH_MS = 10_000;

/** A worker outside that wants runs, and for how long it waits for some. */
export type Ask = {
  readonly wanted: Wanted;
  readonly workerId: string;
  readonly draining: boolean;
  readonly max: number;
  readonly waitMs: number;
  readonly signal: AbortSignal;
};

type Waiting = Ask & {
  draining: boolean;
  readonly until: number;
  readonly answer: (work: readonly OutsideWork[]) => void;
  readonly refuse: (error: unknown) => void;
};

/**
 * Where workers outside wait for runs, one for each web process: however many wait, the database is looked at once for all
 * who ask for the same, when a hint says that there are runs, and at a slow beat.
 */
export class ClaimDesk {
  readonly #platform: Pick<Platform, "db" | "queue" | "hints">;
  readonly #waiting = new Set<Waiting>();
  readonly #turns = new Turns();
  #isServing = false;
  #rung = false;
  #endRest: (() => void) | null = null;
  #touchedAt = 0;

  constructor(platform: Pick<Platform, "db" | "queue" | "hints">) {
    this.#platform = platform;
  }

  /** Answers runs as soon as there are some, none when the wait is over or the caller has gone. Rejects with what the database threw. */
  ask(ask: Ask): Promise<readonly OutsideWork[]> {
    const { promise, resolve, reject } = Promise.withResolvers<readonly OutsideWork[]>();
    const waiting: Waiting = {
      ...ask,
      until: performance.now() + ask.waitMs,
      answer: resolve,
      refuse: reject,
    };
    this.#waiting.add(waiting);
    const leave = (): void => this.#answer(waiting, []);
    ask.signal.addEventListener("abort", leave, { once: true });
    if (ask.signal.aborted) leave();
    this.#ring();
    if (!this.#isServing) void this.#serve();
    return promise.finally(() => ask.signal.removeEventListener("abort", leave));
  }

  async #serve(): Promise<void> {
    this.#isServing = true;
    const stopHearing = this.#platform.hints.hear((hints) => {
      if (hints.has("runs")) this.#ring();
    });
    while (this.#waiting.size > 0) {
      this.#rung = false;
      // Those who come during the look have not been looked for yet, however short they wait.
      const here = [...this.#waiting];
      await this.#lookFor(here);
      for (const one of here) if (this.#isOver(one)) this.#answer(one, []);
      await this.#touch();
      if (this.#waiting.size > 0 && !this.#rung) await this.#rest();
    }
    stopHearing();
    this.#isServing = false;
  }

  async #lookFor(here: readonly Waiting[]): Promise<void> {
    const takers = here.filter((one) => !one.draining);
    const groups = Map.groupBy(takers, ({ wanted }) => JSON.stringify(wanted));
    for (const group of groups.values()) await this.#lookForGroup(group);
  }

  async #lookForGroup(group: readonly Waiting[]): Promise<void> {
    const takers = group.filter((one) => this.#waiting.has(one));
    const [first] = takers;
    if (first === undefined) return;
    try {
      const { wanted } = first;
      const taken = await takeRuns(this.#platform, { wanted, takers, turns: this.#turns });
      for (const [index, taker] of takers.entries()) {
        const work = taken[index] ?? [];
        if (work.length === 0) continue;
        // Whoever has left meanwhile must not keep others waiting for the lease to end.
        if (this.#waiting.has(taker)) this.#answer(taker, work);
        else void giveBack(this.#platform, work);
      }
    } catch (error) {
      for (const taker of takers) {
        this.#waiting.delete(taker);
        taker.refuse(error);
      }
    }
  }

  #isOver({ until }: Waiting): boolean {
    return performance.now() >= until;
  }

  #answer(waiting: Waiting, work: readonly OutsideWork[]): void {
    if (this.#waiting.delete(waiting)) waiting.answer(work);
  }

  #ring(): void {
    this.#rung = true;
    this.#endRest?.();
  }

  async #rest(): Promise<void> {
    const next = Math.min(...[...this.#waiting].map(({ until }) => until));
    const ms = Math.min(SLOW_BEAT_MS, Math.max(0, Math.ceil(next - performance.now())));
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#endRest = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#endRest = null;
  }

  async #touch(): Promise<void> {
    if (performance.now() - this.#touchedAt < TOUCH_MS || this.#waiting.size === 0) return;
    this.#touchedAt = performance.now();
    const ids = [...new Set([...this.#waiting].map(({ workerId }) => workerId))];
    const rows = await touchExternalWorkers(this.#platform.db, ids).catch(() => []);
    const draining = new Map(rows.map((row) => [row.id, row.draining]));
    for (const one of this.#waiting) one.draining = draining.get(one.workerId) ?? one.draining;
  }
}
