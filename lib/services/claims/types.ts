import type { OutsideRun } from "../../../db/queries/run-transitions.ts";
import type { ClaimedWork } from "../runs/claim.ts";

/** A run in the hands of a worker outside, with the definitions it was opened with. */
export type OutsideWork = ClaimedWork & { readonly run: OutsideRun };
