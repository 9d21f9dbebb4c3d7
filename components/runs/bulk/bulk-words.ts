import type { BulkAction } from "../../../lib/domain/bulk.ts";
import type { BulkTally } from "./bulk-calls.ts";

/** Where the server stops counting. */
const MOST_COUNTED = 100_000;

type Reason = BulkTally["skipped"][number]["reason"];

const REASONS: { readonly [R in Reason]: string } = {
  not_found: "no longer there",
  final: "ended already",
  cancelling: "already asked to stop",
  not_final: "not ended yet",
  job_deleted: "of deleted jobs",
  overlap: "kept back by the overlap rule of their job",
};

/** `1 run`, `1,234 runs`; `110,000+ runs` where nobody has counted further. */
export function runsText({ applied, remaining }: Pick<BulkTally, "applied" | "remaining">): string {
  const count = applied + remaining;
  const more = remaining >= MOST_COUNTED ? "+" : "";
  return count === 1 ? "1 run" : `${count.toLocaleString("en-US")}${more} runs`;
}

/** What was left and why: `2 ended already, 1 of deleted jobs`; undefined when nothing was. */
export function leftText(skipped: BulkTally["skipped"]): string | undefined {
  const words = skipped.map(
    ({ reason, count }) => `${count.toLocaleString("en-US")} ${REASONS[reason]}`,
  );
  return words.length === 0 ? undefined : words.join(", ");
}

/** What has been done, as the message says it. */
export function doneText(action: BulkAction, tally: BulkTally): string {
  const runs = runsText({ ...tally, remaining: 0 });
  return action === "cancel" ? `Cancelled ${runs}` : `Started ${runs} again`;
}
