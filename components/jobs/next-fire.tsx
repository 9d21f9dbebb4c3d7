import type { JobView } from "../../lib/contracts/job.ts";
import { Countdown } from "../ui/countdown.tsx";

type Props = { readonly job: JobView };

/** When the job fires next, or why it does not. */
export function NextFire({ job }: Props) {
  if (job.status === "paused") return <span className="text-muted text-xs">paused</span>;
  if (job.nextRunAt === null) {
    return (
      <span className="text-muted text-xs">
        {job.schedule.kind === "manual" ? "by hand" : "no more"}
      </span>
    );
  }
  const zone = "timeZone" in job.schedule ? job.schedule.timeZone : undefined;
  return <Countdown to={job.nextRunAt} zone={zone} />;
}
