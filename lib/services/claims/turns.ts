import { type Claimable, FIRST_PROJECT, type Wanted } from "../../../db/queries/claimable.ts";
import { Recent } from "../../platform/recent.ts";

/** Ways of asking that are kept apart. */
const KEPT = 1_000;

/** The project that was served last, for every way of asking; its turn comes after that of the others. */
export class Turns {
  readonly #servedLast = new Recent<string>(KEPT);

  servedLast(wanted: Wanted): string {
    return this.#servedLast.get(JSON.stringify(wanted)) ?? FIRST_PROJECT;
  }

  serve(wanted: Wanted, runs: readonly Claimable[]): void {
    const last = runs.at(-1);
    if (last !== undefined) this.#servedLast.set(JSON.stringify(wanted), last.projectId);
  }
}
