import type { JobView } from "../../lib/contracts/job.ts";

type Props = { readonly job: Pick<JobView, "schedule" | "scheduleDescription"> };

/** The schedule in words; below it what it was written as, and the zone whose clock it follows. */
export function ScheduleWords({ job: { schedule, scheduleDescription } }: Props) {
  const zone = schedule.kind === "cron" || schedule.kind === "once" ? schedule.timeZone : null;
  const words = zone === null ? scheduleDescription : withoutEnd(scheduleDescription, `, ${zone}`);
  return (
    <span className="block min-w-0">
      <span className="block truncate" data-tip={words.length > LONG ? words : undefined}>
        {words}
      </span>
      <span className="block truncate text-muted text-xs">
        {schedule.kind === "cron" ? (
          <span className="mr-2 font-mono">{schedule.expression}</span>
        ) : null}
        {zone}
      </span>
    </span>
  );
}

/** Words that may not fit into a column. */
const LONG = 34;

function withoutEnd(text: string, end: string): string {
  return text.endsWith(end) ? text.slice(0, -end.length) : text;
}
