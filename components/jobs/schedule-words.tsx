import type { JobView } from "../../lib/contracts/job.ts";

type Props = { readonly job: Pick<JobView, "schedule" | "scheduleDescription"> };

/** The schedule in words, with its zone and what it was written as. */
export function ScheduleWords({ job: { schedule, scheduleDescription } }: Props) {
  const zone = "timeZone" in schedule ? schedule.timeZone : null;
  const written = schedule.kind === "cron" ? schedule.expression : null;
  return (
    <span className="block min-w-0">
      <span className="block truncate">{scheduleDescription}</span>
      <span className="block truncate text-muted text-xs">
        {written === null ? null : <span className="mr-2 font-mono">{written}</span>}
        {schedule.kind === "cron" || schedule.kind === "once" ? zone : null}
      </span>
    </span>
  );
}
