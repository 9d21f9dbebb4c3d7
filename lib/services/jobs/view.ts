import type { JobRow } from "../../../db/queries/jobs.ts";
import type { RecentRunRow } from "../../../db/queries/runs.ts";
import type { JobView, LastRunView } from "../../contracts/job.ts";
import { executionKind, resolvePolicies } from "../../domain/policies.ts";
import { compileSchedule } from "../../domain/schedule/compile.ts";
import { describeSchedule } from "../../domain/schedule/describe.ts";
import { formatInstant } from "../../domain/schedule/moment.ts";
import { authorView } from "../author.ts";
import type { ScheduleCalendars } from "../calendars/rules.ts";

/** A job as the API shows it, with its newest runs, newest first. */
export function jobView(
  row: JobRow,
  recentRuns: readonly RecentRunRow[],
  calendars: ScheduleCalendars | null,
): JobView {
  const runs = recentRuns.map(lastRunView);
  const kind = executionKind(row.executor, row.templateConfig, row.params);
  return {
    id: row.id,
    project: row.project,
    key: row.key,
    name: row.name,
    description: row.description,
    template: row.template,
    templateId: row.templateId,
    templateVersion: row.templateVersion,
    resolvedTemplateVersion: row.resolvedTemplateVersion,
    executor: row.executor,
    params: row.params,
    tags: row.tags,
    enabled: row.status !== "paused",
    pool: row.pool,
    priority: row.priority,
    schedule: row.schedule as JobView["schedule"],
    scheduleDescription: describeSchedule(row.schedule, row.id),
    policies: resolvePolicies(kind, row.templatePolicies, row.policies),
    ownPolicies: row.policies as JobView["ownPolicies"],
    concurrencyGroup: row.concurrencyGroup,
    version: row.version,
    status: shownStatus(row),
    ...ownPause(row),
    projectPaused: projectPauseOf(row),
    nextRunAt: nextRunAt(row, calendars),
    lastRun: runs[0] ?? null,
    recentRuns: runs,
    createdBy: authorView(row.createdBy, row.createdByName),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

/** With its project every job is paused that has anything to plan. */
function shownStatus({ status, projectPause }: JobRow): JobView["status"] {
  return status === "active" && projectPause !== null ? "paused" : status;
}

/** One that is over says nothing any more, also where its slots have yet to be decided. */
function ownPause(row: JobRow): Pick<JobView, "pausedAt" | "pausedUntil" | "pauseNote"> {
  if (row.status !== "paused") return { pausedAt: null, pausedUntil: null, pauseNote: null };
  return {
    pausedAt: row.pausedAt?.toISOString() ?? null,
    pausedUntil: row.pausedUntil?.toISOString() ?? null,
    pauseNote: row.pauseNote,
  };
}

function projectPauseOf({ projectPause }: JobRow): JobView["projectPaused"] {
  if (projectPause === null) return null;
  const { at, until } = projectPause;
  return { at: formatInstant(at), until: until === null ? null : formatInstant(until) };
}

/** The next slot that fires; the next one decided may be one that a gap (Z2) or a calendar (K1) takes out. */
function nextRunAt(
  { status, nextFireAt, pausedAt, projectPause, schedule, id }: JobRow,
  calendars: ScheduleCalendars | null,
): string | null {
  if (status === "paused" || projectPause !== null || nextFireAt === null) return null;
  // The end of a pause is where a planner looks next, and no slot.
  const isSlot = pausedAt === null;
  const maySkip = calendars !== null || ("dst" in schedule && schedule.dst.gap === "skip");
  if (isSlot && !maySkip) return nextFireAt.toISOString();
  const compiled = compileSchedule(schedule, id, calendars?.compiled);
  const slot = compiled.nextFiring(nextFireAt.getTime() - 1);
  return slot === null ? null : formatInstant(slot.at);
}

function lastRunView(run: RecentRunRow): LastRunView {
  const { startedAt, finishedAt } = run;
  return {
    id: run.id,
    status: run.status,
    reason: run.reason,
    scheduledFor: formatInstant(run.scheduledFor),
    startedAt: startedAt === null ? null : formatInstant(startedAt),
    finishedAt: finishedAt === null ? null : formatInstant(finishedAt),
    durationMs: startedAt === null || finishedAt === null ? null : finishedAt - startedAt,
  };
}
