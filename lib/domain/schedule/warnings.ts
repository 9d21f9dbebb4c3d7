import type { Cron } from "./cron-parse.ts";
import type { ScheduleWarning } from "./types.ts";

/** What a cron expression means here and not elsewhere, or not yet: stepped stars (D1) and `H` without a job (X5). */
export function cronWarnings(cron: Cron, hasJob: boolean): ScheduleWarning[] {
  const warnings: ScheduleWarning[] = [];
  const { dayRestricted, weekdayRestricted } = cron.dates;
  if (cron.steppedStars.length > 0 && dayRestricted && weekdayRestricted) {
    warnings.push({
      code: "stepped_star",
      message:
        "A date matches when the day of month or the day of week does, also where one of them is * with a step. Vixie cron asks for both there.",
    });
  }
  if (cron.usesHash && !hasJob) {
    warnings.push({
      code: "hash_without_job",
      message:
        "H is chosen from the id of the job, which this one does not have yet; its own times will differ from these.",
    });
  }
  return warnings;
}
