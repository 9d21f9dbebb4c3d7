import type { Db } from "../../../db/client.ts";
import { type EnteredWorker, enterExternalWorker } from "../../../db/queries/external-workers.ts";
import { newId } from "../../platform/ids.ts";
import { Recent } from "../../platform/recent.ts";

/** A worker that claims all the time is entered anew this often only. */
const FRESH_MS = 10_000;
const KEPT = 10_000;

/** A worker outside as its claim shows it. */
type Claimant = {
  readonly claimantId: string;
  readonly name: string;
  readonly version: string;
  readonly pool: string;
  readonly tasks: readonly string[] | null;
  readonly free: number;
};

type Known = EnteredWorker & { readonly shown: string; readonly at: number };

/** The workers outside that this process has heard of: their rows are written when they are new, other than before, or old. */
export class Claimants {
  readonly #known = new Recent<Known>(KEPT);

  async enter(
    db: Db,
    { claimantId, name, version, pool, tasks, free }: Claimant,
  ): Promise<EnteredWorker> {
    const key = `${claimantId} ${name}`;
    const shown = JSON.stringify([version, pool, tasks]);
    const known = this.#known.get(key);
    const now = performance.now();
    if (known !== undefined && known.shown === shown && now - known.at < FRESH_MS) return known;
    const worker = { id: newId(), claimantId, name, version, pool, tasks, free };
    const entered = await enterExternalWorker(db, worker);
    return this.#known.set(key, { ...entered, shown, at: now });
  }
}
