import type { Tx } from "../../../db/client.ts";
import type { LedgerJob } from "../../../db/queries/ledger.ts";
import type { Range } from "../../domain/ledger.ts";
import { accountsOf, type Question } from "./accounts.ts";

/** Schedules in whole seconds have one slot in it. */
const FINEST_MS = 1_000;

/**
 * Narrows a range whose slots and rows differ by `difference` down to where they begin to: by halves, so that the seconds
 * of days cost some twenty looks. Its end stays where it is when there is more after the first place.
 */
export async function locate(
  tx: Tx,
  { job, range, difference }: { job: LedgerJob; range: Range; difference: number },
  question: Question,
): Promise<Range> {
  let low = Math.floor(range.from / FINEST_MS) * FINEST_MS;
  let high = range.to;
  let until = difference;
  while (high - low > FINEST_MS) {
    const middle = low + Math.max(1, Math.floor((high - low) / 2 / FINEST_MS)) * FINEST_MS;
    const asked = [{ job, range: { from: range.from, to: middle } }];
    const [account] = (await accountsOf(tx, asked, question)).accounts;
    const before = account?.difference ?? 0;
    if (before === 0) low = middle;
    else {
      high = middle;
      until = before;
    }
  }
  return { from: low, to: until === difference ? high : range.to };
}
