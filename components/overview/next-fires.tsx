"use client";

import { Play } from "lucide-react";
import Link from "next/link";
import type { JobView } from "../../lib/contracts/job.ts";
import type { JobActions } from "../jobs/job-actions.ts";
import { NextFire } from "../jobs/next-fire.tsx";
import { useJobActions } from "../jobs/use-job-actions.ts";
import { IconButton } from "../ui/icon-button.tsx";

const SHOWN = 10;

type Props = { readonly jobs: readonly JobView[]; readonly actions: JobActions };

/** The jobs that fire next, soonest first. */
export function NextFires({ jobs, actions }: Props) {
  const next = jobs
    .filter((job) => job.nextRunAt !== null)
    .toSorted((a, b) => (a.nextRunAt ?? "").localeCompare(b.nextRunAt ?? ""))
    .slice(0, SHOWN);
  if (next.length === 0) {
    return <p className="px-4 py-6 text-center text-muted text-sm">Nothing is planned.</p>;
  }
  return (
    <ul className="divide-y divide-line">
      {next.map((job) => (
        <FireRow key={job.id} job={job} actions={actions} />
      ))}
    </ul>
  );
}

type RowProps = { readonly job: JobView; readonly actions: JobActions };

function FireRow({ job, actions }: RowProps) {
  const deeds = useJobActions(job, actions);
  return (
    <li className="relative flex items-center gap-3 px-4 py-2 text-sm transition-colors hover:bg-hover">
      <div className="min-w-0 flex-1">
        <Link
          href={`/jobs/${job.id}`}
          className="block truncate font-medium after:absolute after:inset-0"
        >
          {job.name}
        </Link>
        <span className="block truncate text-muted text-xs">{job.scheduleDescription}</span>
      </div>
      <span className="relative z-1">
        <NextFire job={job} />
      </span>
      <IconButton
        label={`Run ${job.name} now`}
        className="relative z-1"
        disabled={deeds.busy}
        onClick={() => void deeds.runNow()}
      >
        <Play aria-hidden />
      </IconButton>
    </li>
  );
}
