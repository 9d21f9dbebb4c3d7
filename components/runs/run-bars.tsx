import { clsx } from "clsx";
import Link from "next/link";
import { durationText } from "../../lib/client/format-time.ts";
import type { LastRunView } from "../../lib/contracts/job.ts";
import type { RunStatus } from "../../lib/domain/run-state.ts";
import { STATUS_LOOKS } from "../ui/status-badge.tsx";
import { reasonWords } from "./run-words.ts";

/** As much of a run as a bar tells. */
export type RunBar = Pick<LastRunView, "id" | "status" | "reason" | "scheduledFor" | "durationMs">;

/** Runs that never executed are outlines; the rest are filled. */
const FILLS: { readonly [S in RunStatus]: string } = {
  pending: "border border-control border-dashed",
  running: "bg-accent-fill animate-live",
  cancelling: "bg-warn-fill animate-live",
  completed: "bg-good-fill",
  failed: "bg-bad-fill",
  cancelled: "bg-idle-fill",
  skipped: "border border-control",
  missed: "border-2 border-warn-fill",
};

const LEAST = 0.35;

function barHeight(run: RunBar, longest: number): number {
  if (run.status === "failed") return 1;
  if (run.durationMs === null || longest === 0) return LEAST;
  return LEAST + (1 - LEAST) * Math.sqrt(run.durationMs / longest);
}

function barTip(run: RunBar): string {
  const why = reasonWords(run.reason);
  const took = run.durationMs === null ? "" : ` in ${durationText(run.durationMs)}`;
  return `${STATUS_LOOKS[run.status].word}${took}${why ? `: ${why}` : ""}`;
}

type Props = {
  /** Newest first, as lists give them; drawn oldest first. */
  readonly runs: readonly RunBar[];
  /** Places drawn, filled from the right. */
  readonly places: number;
  /** Bars of one width, rather than filling the line. */
  readonly narrow?: boolean;
  readonly className?: string;
};

/** The latest runs as bars: colour and shape are the outcome, height the duration. */
export function RunBars({ runs, places, narrow = false, className }: Props) {
  const latest = runs.slice(0, places).toReversed();
  const width = clsx("min-w-1 flex-1", narrow && "max-w-1.5");
  const longest = Math.max(0, ...latest.map((run) => run.durationMs ?? 0));
  return (
    <ol aria-label="Latest runs" className={clsx("flex h-6 items-end gap-0.5", className)}>
      {Array.from({ length: Math.max(0, places - latest.length) }, (_, place) => (
        <li
          // biome-ignore lint/suspicious/noArrayIndexKey: empty places are all alike
          key={place}
          aria-hidden
          className={clsx("h-1 rounded-xs bg-idle-soft", width)}
        />
      ))}
      {latest.map((run) => (
        <li key={run.id} className={clsx("flex h-full", width)}>
          <Link
            href={`/runs/${run.id}`}
            prefetch={false}
            // Hundreds of stops would stand between a keyboard and the list; the job's page has the same runs as rows.
            tabIndex={-1}
            aria-label={`Run ${barTip(run)}`}
            data-tip={barTip(run)}
            className="group relative z-1 flex w-full items-end"
          >
            <span
              className={clsx(
                "w-full rounded-xs transition-opacity group-hover:opacity-70",
                FILLS[run.status],
              )}
              style={{ height: `${barHeight(run, longest) * 100}%` }}
            />
          </Link>
        </li>
      ))}
    </ol>
  );
}
