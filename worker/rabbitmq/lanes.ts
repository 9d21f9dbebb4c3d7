/** Does tasks side by side up to a number, those of one lane one after the other in the order they came. */
export class Lanes {
  readonly #limit: number;
  readonly #last = new Map<string, Promise<void>>();
  readonly #waiting: (() => void)[] = [];
  #busy = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Resolves when the task is done; it must not throw. */
  run(lane: string, task: () => Promise<void>): Promise<void> {
    const before = this.#last.get(lane) ?? Promise.resolve();
    const done = before.then(() => this.#inTurn(task));
    this.#last.set(lane, done);
    return done.then(() => {
      if (this.#last.get(lane) === done) this.#last.delete(lane);
    });
  }

  /** Resolves when nothing is left to do. */
  async idle(): Promise<void> {
    while (this.#last.size > 0) await Promise.all(this.#last.values());
  }

  async #inTurn(task: () => Promise<void>): Promise<void> {
    if (this.#busy >= this.#limit) await new Promise<void>((go) => this.#waiting.push(go));
    else this.#busy += 1;
    await task();
    // The place goes to whoever waits for one; it stays taken then.
    const next = this.#waiting.shift();
    if (next === undefined) this.#busy -= 1;
    else next();
  }
}
