import type { JobView } from "../../lib/contracts/job.ts";
import { jsonText } from "./safe-text.ts";
import { type Style, toneOf } from "./style.ts";
import { type Column, facts } from "./table.ts";
import { absoluteText, maybeTime } from "./times.ts";

/** The columns of a list of jobs. */
export function jobColumns(now: number): readonly Column<JobView>[] {
  return [
    { title: "KEY", cell: (job) => job.key },
    { title: "NAME", cell: (job) => job.name, flexible: true },
    { title: "STATUS", cell: (job) => job.status, tone: (job) => toneOf(job.status) },
    { title: "SCHEDULE", cell: (job) => job.scheduleDescription, flexible: true },
    { title: "NEXT RUN", cell: (job) => maybeTime(job.nextRunAt, now, zoneOf(job)) },
    {
      title: "LAST RUN",
      cell: ({ lastRun }) => lastRun?.status ?? null,
      tone: ({ lastRun }) => (lastRun === null ? "faint" : toneOf(lastRun.status)),
    },
  ];
}

/** Everything a person asks about one job. */
export function jobText(job: JobView, now: number, style: Style): string {
  const { lastRun } = job;
  return facts(
    [
      ["Job", job.name, "strong"],
      ["Key", job.key],
      ["Id", job.id],
      ["Project", job.project],
      ["Status", statusWords(job), toneOf(job.status)],
      ["Note", job.pauseNote],
      ["Template", templateWords(job)],
      ["Schedule", job.scheduleDescription],
      ["Cron", job.schedule.kind === "cron" ? job.schedule.expression : null],
      ["Next run", maybeTime(job.nextRunAt, now, zoneOf(job)) ?? "none"],
      [
        "Last run",
        lastRun && `${lastRun.status}, ${maybeTime(lastRun.scheduledFor, now)}, ${lastRun.id}`,
        lastRun === null ? "faint" : toneOf(lastRun.status),
      ],
      ["Parameters", jsonText(job.params, 0)],
      ["Tags", job.tags.length === 0 ? null : job.tags.join(", ")],
      ["Policies", policyWords(job)],
      ["Version", String(job.version)],
      [
        "Created",
        `${maybeTime(job.createdAt, now)}${job.createdBy ? ` by ${job.createdBy.name}` : ""}`,
      ],
    ],
    style,
  );
}

function statusWords({ status, pausedUntil, enabled, projectPaused }: JobView): string {
  const withProject = enabled && projectPaused !== null;
  const until = withProject ? projectPaused.until : pausedUntil;
  const words = status === "paused" && withProject ? "paused with its project" : status;
  return until === null || status !== "paused" ? words : `${words} until ${absoluteText(until)}`;
}

function templateWords(job: JobView): string {
  const follows = job.templateVersion === null ? "follows the latest" : "pinned";
  return `${job.template}, version ${job.resolvedTemplateVersion} (${follows})`;
}

function policyWords({ policies }: JobView): string {
  const { timeoutSeconds, retry, overlap, misfire } = policies;
  return [
    timeoutSeconds === null ? "no time limit" : `at most ${timeoutSeconds} s`,
    `${retry.maxAttempts} attempt${retry.maxAttempts === 1 ? "" : "s"}`,
    `overlap ${overlap}`,
    `missed ${misfire.policy}`,
  ].join(", ");
}

/** Moments of a schedule are told in its own zone. */
function zoneOf({ schedule }: JobView): string | undefined {
  return "timeZone" in schedule ? schedule.timeZone : undefined;
}
