import type { BackfillView } from "../../lib/contracts/backfill.ts";
import { RUN_STATUSES, type RunStatus } from "../../lib/domain/run-state.ts";
import { STATUS_LOOKS } from "../ui/status-badge.tsx";

const FILLS: { readonly [S in RunStatus]: string } = {
  completed: "bg-good-fill",
  failed: "bg-bad-fill",
  cancelled: "bg-control",
  skipped: "bg-control/60",
  missed: "bg-warn-fill",
  running: "bg-accent",
  cancelling: "bg-warn-fill",
  pending: "bg-transparent",
};

/** Ended ones first, then what is at work; what waits is the empty rest. */
const ORDER: readonly RunStatus[] = [
  "completed",
  "failed",
  "cancelled",
  "skipped",
  "missed",
  "cancelling",
  "running",
];

type Props = { readonly counts: BackfillView["counts"]; readonly count: number };

/** How far a backfill is, as a bar and in words. */
export function CountsBar({ counts, count }: Props) {
  const ended = count - counts.pending - counts.running - counts.cancelling;
  const words = RUN_STATUSES.filter((status) => counts[status] > 0);
  return (
    <div className="flex flex-col gap-1.5">
      <div
        role="progressbar"
        aria-label="Runs that have ended"
        aria-valuemin={0}
        aria-valuemax={count}
        aria-valuenow={ended}
        className="flex h-1.5 overflow-hidden rounded-full bg-sunken"
      >
        {ORDER.map((status) =>
          counts[status] === 0 ? null : (
            <span
              key={status}
              className={FILLS[status]}
              style={{ width: `${(100 * counts[status]) / Math.max(1, count)}%` }}
            />
          ),
        )}
      </div>
      <p className="text-muted text-xs tabular-nums">
        {ended} of {count} ended
        {words.map((status) => (
          <span key={status}>
            {" · "}
            {counts[status]} {STATUS_LOOKS[status].word.toLowerCase()}
          </span>
        ))}
      </p>
    </div>
  );
}
