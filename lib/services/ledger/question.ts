import type { LedgerRange } from "../../contracts/ledger.ts";
import { invalid } from "../../domain/errors.ts";
import type { Range } from "../../domain/ledger.ts";
import type { Config } from "../../platform/config.ts";

const DAY_MS = 86_400_000;

/** The instant from which on retention has removed no row of a slot: no row is older than its slot. */
export function keptSince({ retention }: Pick<Config, "retention">, now: number): number {
  return now - retention.runDays * DAY_MS;
}

/** The range a call asks for; without an end all there is. Throws `invalid` where it ends before it begins. */
export function rangeAsked({ from, to }: LedgerRange, absent: { readonly from: number }): Range {
  const range = {
    from: from === undefined ? absent.from : Date.parse(from),
    to: to === undefined ? Number.POSITIVE_INFINITY : Date.parse(to),
  };
  if (range.from < range.to) return range;
  throw invalid([{ pointer: "/query/to", message: "must lie after from" }]);
}
