import type { Crew } from "./crew.ts";

/** What a fault showed: figures for the record, and what they should not have been. */
export type Outcome = { readonly figures: string; readonly problems: readonly string[] };

/** Something done to workers that are busy. */
export type Fault = {
  readonly name: string;
  /** The figure to reach. */
  readonly reach: string;
  readonly run: (crew: Crew) => Promise<Outcome>;
};

/** What was seen of one promise or one fault. */
export type Verdict = Outcome & { readonly what: string; readonly reach: string };

/** One row of the table of faults; its name chooses it on the command line. */
export type Check = {
  readonly name: string;
  readonly run: (tell: (verdict: Verdict) => void) => Promise<void>;
};

export function inMs(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** A problem when something took longer than it may. */
export function tooSlow(ms: number, limitMs: number): string[] {
  return ms <= limitMs ? [] : [`${inMs(ms)} is longer than ${inMs(limitMs)}`];
}

/** What an error says, as the outcome of whatever it ended. */
export function failure(error: unknown): Outcome {
  return {
    figures: "not finished",
    problems: [error instanceof Error ? error.message : String(error)],
  };
}
