"use client";

import { Play } from "lucide-react";
import Link from "next/link";
import type { JobView } from "../../lib/contracts/job.ts";
import { RunBars } from "../runs/run-bars.tsx";
import { DurationText } from "../ui/duration-text.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { StatusBadge } from "../ui/status-badge.tsx";
import { Switch } from "../ui/switch.tsx";
import type { JobActions } from "./job-actions.ts";
import { NextFire } from "./next-fire.tsx";
import { ScheduleWords } from "./schedule-words.tsx";
import { useJobActions } from "./use-job-actions.ts";

const BARS = 20;

export const JOB_GRID =
  "md:grid md:grid-cols-[minmax(0,5fr)_minmax(0,6fr)_5.5rem_8.5rem_11.5rem_4.75rem] md:items-center md:gap-x-4";

type Props = {
  readonly job: JobView;
  readonly actions: JobActions;
};

export function JobRow({ job, actions }: Props) {
  const deeds = useJobActions(job, actions);
  return (
    <li
      data-job={job.key}
      className={`relative flex flex-wrap items-center gap-x-4 gap-y-1.5 border-line border-b px-4 py-2.5 text-sm transition-colors last:border-0 hover:bg-hover ${JOB_GRID}`}
    >
      <div className="min-w-0 flex-1 basis-3/5">
        <Link
          href={`/jobs/${job.id}`}
          className="block truncate font-medium after:absolute after:inset-0"
        >
          {job.name}
        </Link>
        <span className="block truncate text-muted text-xs">
          {job.template}@{job.resolvedTemplateVersion}
          {job.tags.map((tag) => ` · ${tag}`)}
        </span>
      </div>
      <div className="order-3 min-w-0 basis-full md:order-none">
        <ScheduleWords job={job} />
      </div>
      <div className="order-4 relative z-1 w-fit md:order-none">
        <NextFire job={job} />
      </div>
      <RunBars
        runs={job.recentRuns}
        places={BARS}
        narrow
        className={`order-6 basis-full md:order-none ${job.recentRuns.length === 0 ? "max-md:hidden" : ""}`}
      />
      <div className="order-5 flex min-w-0 items-center gap-2 md:order-none">
        <LastResult job={job} />
      </div>
      <div className="relative z-1 flex items-center justify-end gap-2">
        <IconButton label="Run now" disabled={deeds.busy} onClick={() => void deeds.runNow()}>
          <Play aria-hidden />
        </IconButton>
        {job.status === "finished" ? (
          <span className="w-8" />
        ) : (
          <Switch
            label={job.enabled ? `Pause ${job.name}` : `Resume ${job.name}`}
            checked={job.enabled}
            disabled={deeds.busy}
            onChange={(on) => void deeds.setEnabled(on)}
          />
        )}
      </div>
    </li>
  );
}

function LastResult({ job: { lastRun } }: { readonly job: JobView }) {
  if (lastRun === null) return <span className="text-muted text-xs">no run yet</span>;
  return (
    <>
      <StatusBadge status={lastRun.status} />
      <span className="flex min-w-0 flex-col text-muted text-xs leading-4">
        <RelativeTime
          at={lastRun.finishedAt ?? lastRun.startedAt ?? lastRun.scheduledFor}
          className="relative z-1 w-fit truncate tabular-nums"
        />
        {lastRun.durationMs === null ? null : <DurationText ms={lastRun.durationMs} />}
      </span>
    </>
  );
}
