import Link from "next/link";
import type { ReactNode } from "react";
import type { RunView } from "../../lib/contracts/run.ts";
import { reasonWords } from "../runs/run-words.ts";
import { RelativeTime } from "../ui/relative-time.tsx";
import { StatusBadge } from "../ui/status-badge.tsx";

type Props = { readonly runs: readonly RunView[]; readonly empty: ReactNode };

export function RunList({ runs, empty }: Props) {
  if (runs.length === 0) return empty;
  return (
    <ul className="divide-y divide-line">
      {runs.map((run) => (
        <li
          key={run.id}
          className="relative flex items-center gap-3 px-4 py-2 text-sm transition-colors hover:bg-hover"
        >
          <span className="w-24 shrink-0">
            <StatusBadge status={run.status} />
          </span>
          <div className="min-w-0 flex-1">
            <Link
              href={`/runs/${run.id}`}
              prefetch={false}
              className="block truncate font-medium after:absolute after:inset-0"
            >
              {run.jobName}
            </Link>
            {run.reason === null ? null : (
              <span className="block truncate text-muted text-xs">
                {run.error?.message ?? reasonWords(run.reason)}
              </span>
            )}
          </div>
          <RelativeTime
            at={run.finishedAt ?? run.startedAt ?? run.scheduledFor}
            className="relative z-1 whitespace-nowrap text-muted text-xs tabular-nums"
          />
        </li>
      ))}
    </ul>
  );
}
