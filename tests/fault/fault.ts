import type { Chaos } from "./chaos.ts";

/** What a fault showed: figures for the record, and what they should not have been. */
export type Outcome = { readonly figures: string; readonly problems: readonly string[] };

/** Something done to a busy installation. */
export type Fault = {
  readonly name: string;
  readonly run: (chaos: Chaos) => Promise<Outcome>;
};

export function inMs(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
