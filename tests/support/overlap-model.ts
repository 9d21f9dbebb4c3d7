import type { OverlapPolicy } from "../../lib/domain/policies.ts";

/** A run of one job as the rules O1–O3 see it. `cancelled` is by the overlap rule. */
export type ModelRun = {
  readonly name: number;
  state: "pending" | "held" | "running" | "cancelling" | "completed" | "cancelled" | "skipped";
  /** The run in the way of a skipped one, the one for which a cancelled one made room. */
  other: number | null;
};

/** The overlap rules read to one job, run by run: slow, literal, and knowing nothing of how the product looks. */
export class OverlapModel {
  readonly runs: ModelRun[] = [];
  readonly #policy: OverlapPolicy;
  readonly #limit: number;
  readonly #oneByOne = new Set<number>();

  constructor(policy: OverlapPolicy, maxConcurrentRuns: number | null) {
    this.#policy = policy;
    // O1: null means 1, under `allow` no limit.
    this.#limit = maxConcurrentRuns ?? (policy === "allow" ? Number.POSITIVE_INFINITY : 1);
  }

  /** A slot comes, or somebody asks for a run. */
  arrive(): void {
    const run: ModelRun = { name: this.runs.length, state: "pending", other: null };
    const active = this.#in("pending", "held", "running", "cancelling");
    if (active.length >= this.#limit) this.#overlap(run, active);
    this.runs.push(run);
    this.#letGo();
  }

  /** A catch-up run of misfire policy `all` comes (O3): behind whatever is active, but under `allow`. */
  catchUp(): void {
    if (this.#policy === "allow") {
      this.arrive();
      return;
    }
    const name = this.runs.length;
    const isAlone = this.#in("pending", "held", "running", "cancelling").length === 0;
    this.#oneByOne.add(name);
    this.runs.push({ name, state: isAlone ? "pending" : "held", other: null });
  }

  /** Workers take every run they may. */
  start(): void {
    for (const run of this.#in("pending")) run.state = "running";
  }

  /** The oldest run at work ends well, or as it was asked to. */
  finish(): void {
    const [first] = this.#in("running", "cancelling");
    if (first !== undefined) first.state = first.state === "running" ? "completed" : "cancelled";
    this.#letGo();
  }

  /** O2. */
  #overlap(run: ModelRun, active: readonly ModelRun[]): void {
    const waiting = this.#in("held");
    switch (this.#policy) {
      case "allow":
      case "queue_all":
        run.state = "held";
        break;
      case "skip":
        run.state = "skipped";
        run.other = (active.find(({ state }) => state !== "held") ?? active[0])?.name ?? null;
        break;
      case "queue_one":
        run.state = waiting.length > 0 ? "skipped" : "held";
        run.other = waiting[0]?.name ?? null;
        break;
      case "cancel_previous":
        for (const one of active) {
          if (one.state === "running") one.state = "cancelling";
          else if (one.state !== "cancelling") one.state = "cancelled";
          one.other ??= run.name;
        }
        run.state = "held";
    }
  }

  /** Held runs go in order, as there is room; after `cancel_previous` when nobody is left to end. */
  #letGo(): void {
    for (const run of this.#in("held")) {
      const busy = this.#in("pending", "running", "cancelling").length;
      const waits = this.#policy === "cancel_previous" && this.#in("cancelling").length > 0;
      const limit = this.#oneByOne.has(run.name) ? 1 : this.#limit;
      if (busy >= limit || waits) return;
      run.state = "pending";
    }
  }

  #in(...states: ModelRun["state"][]): ModelRun[] {
    return this.runs.filter(({ state }) => states.includes(state));
  }
}
