import type { JobLedgerView } from "../contracts/ledger.ts";

type Counts = Pick<
  JobLedgerView,
  "planned" | "completed" | "failed" | "cancelled" | "skipped" | "missed" | "open"
>;

export const LEDGER_FATES = [
  "completed",
  "failed",
  "cancelled",
  "skipped",
  "missed",
  "open",
] as const satisfies readonly (keyof Counts)[];
export type LedgerFate = (typeof LEDGER_FATES)[number];

/** A count as people read it: `1,440`. */
export function countText(count: number): string {
  return count.toLocaleString("en-US");
}

/** What became of the slots, those of no slot left out: `1,430 completed + 2 failed`; `nothing` of none. */
export function fatesText(counts: Counts): string {
  const parts = LEDGER_FATES.filter((fate) => counts[fate] > 0).map(
    (fate) => `${countText(counts[fate])} ${fate}`,
  );
  return parts.length === 0 ? "nothing" : parts.join(" + ");
}

/** How a ledger is out of balance, as a sentence; null where it is not. */
export function imbalanceText(difference: number): string | null {
  const count = Math.abs(difference);
  if (difference > 0)
    return count === 1
      ? "1 planned slot has no row: nobody knows what became of it."
      : `${countText(count)} planned slots have no row: nobody knows what became of them.`;
  if (difference < 0)
    return count === 1
      ? "1 row more than there are slots: something ran that was not planned, or twice."
      : `${countText(count)} rows more than there are slots: something ran that was not planned, or twice.`;
  return null;
}

/** What is due and has no row yet, as a sentence; null where nothing is. `isPaused` where the job is known to be. */
export function undecidedText(undecided: number, isPaused = false): string | null {
  if (undecided === 0) return null;
  const slots = undecided === 1 ? "1 slot" : `${countText(undecided)} slots`;
  const are = undecided === 1 ? "is" : "are";
  return isPaused
    ? `${slots} of the pause ${are} decided when it ends.`
    : `${slots} ${are} due and not decided yet: the planner is late, or a pause goes on.`;
}
