import { CircleSlash, type LucideIcon } from "lucide-react";
import { STATUS_LOOKS } from "../ui/status-badge.tsx";

/** What the columns stand for: the last days of a job that runs every hour. */
const COLUMNS = 24;
const ROWS = 7;
const FAILED: readonly string[] = ["2:13", "2:14", "5:3"];
const SKIPPED: readonly string[] = ["3:9", "3:10", "3:11"];
const MISSED: readonly string[] = ["1:20"];

function dotClass(row: number, column: number): string {
  const place = `${row}:${column}`;
  if (FAILED.includes(place)) return "bg-bad-fill";
  if (SKIPPED.includes(place)) return "border-2 border-control";
  if (MISSED.includes(place)) return "border-2 border-warn-fill";
  const isNow = row === ROWS - 1 && column === 16;
  if (isNow) return "bg-accent-fill animate-live ring-4 ring-accent-soft";
  return row === ROWS - 1 && column > 16 ? "bg-idle-soft" : "bg-good-fill/80";
}

/** The one promise as a picture: a ledger in which every planned moment has a mark. */
export function SlotField() {
  return (
    <figure className="mx-auto w-full max-w-120">
      <div aria-hidden className="grid grid-cols-24 gap-1.5">
        {Array.from({ length: ROWS * COLUMNS }, (_, slot) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: a fixed picture
            key={slot}
            className={`aspect-square rounded-full ${dotClass(Math.floor(slot / COLUMNS), slot % COLUMNS)}`}
          />
        ))}
      </div>
      <figcaption className="mt-8">
        <p className="text-balance font-semibold text-xl tracking-tight">Nothing is ever silent.</p>
        <p className="mt-2 max-w-96 text-muted text-sm">
          Every planned moment ends as a row with a verdict and the rule that decided it. If it was
          planned, it can be found; if it did not happen, the reason stands beside it.
        </p>
        <ul className="mt-5 flex flex-wrap gap-x-4 gap-y-1.5 text-muted text-xs">
          <Legend icon={STATUS_LOOKS.completed.icon} tone="text-good" word="completed" />
          <Legend icon={STATUS_LOOKS.failed.icon} tone="text-bad" word="failed" />
          <Legend icon={CircleSlash} tone="text-idle" word="skipped" />
          <Legend icon={STATUS_LOOKS.missed.icon} tone="text-warn" word="missed" />
          <Legend icon={STATUS_LOOKS.running.icon} tone="text-accent" word="running now" />
        </ul>
      </figcaption>
    </figure>
  );
}

type LegendProps = { readonly icon: LucideIcon; readonly tone: string; readonly word: string };

function Legend({ icon: Icon, tone, word }: LegendProps) {
  return (
    <li className="inline-flex items-center gap-1.5">
      <Icon aria-hidden className={`size-3.5 ${tone}`} />
      {word}
    </li>
  );
}
