import { joinWords } from "../schedule/describe-words.ts";
import type { Difference } from "./difference.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** How a range is called: its length in milliseconds, and its first date (2026-03-01) unless it begins about now. */
export type RangeName = { readonly lengthMs: number; readonly firstDate: string | null };

/** A difference as one sentence: "This removes 3 runs in the next 30 days, adds 8 and moves 2." */
export function differenceWords(
  { removed, added, moved }: Pick<Difference, "removed" | "added" | "moved">,
  range: RangeName,
): string {
  const deeds = [
    { verb: "removes", count: removed },
    { verb: "adds", count: added },
    { verb: "moves", count: moved },
  ].filter(({ count }) => count > 0);
  const period = periodWords(range);
  if (deeds.length === 0) return `This changes no run ${period}.`;
  const parts = deeds.map(({ verb, count }, index) => {
    const said = `${verb} ${count.toLocaleString("en-GB")}`;
    return index === 0 ? `${said} ${count === 1 ? "run" : "runs"} ${period}` : said;
  });
  return `This ${joinWords(parts)}.`;
}

function periodWords({ lengthMs, firstDate }: RangeName): string {
  const length = lengthWords(lengthMs);
  return firstDate === null ? `in the next ${length}` : `in the ${length} from ${firstDate}`;
}

/** Whole units, the largest of which there are at least two; a range of local days may be an hour off. */
function lengthWords(ms: number): string {
  const units = [
    { name: "days", ms: DAY_MS },
    { name: "hours", ms: HOUR_MS },
    { name: "minutes", ms: MINUTE_MS },
  ];
  const unit = units.find((each) => Math.round(ms / each.ms) >= 2);
  if (unit) return `${Math.round(ms / unit.ms)} ${unit.name}`;
  const seconds = Math.max(1, Math.round(ms / 1_000));
  return seconds === 1 ? "second" : `${seconds} seconds`;
}
