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
  const kind = executionKind(row.executor, row.templateConfig);
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
    status: row.status,
    pausedAt: row.pausedAt?.toISOString() ?? null,
    pausedUntil: row.pausedUntil?.toISOString() ?? null,
    pauseNote: row.pauseNote,
    nextRunAt: nextRunAt(row, calendars),
    lastRun: runs[0] ?? null,
    recentRuns: runs,
    createdBy: authorView(row.createdBy, row.createdByName),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

/** The next slot that fires; the next one decided may be one that a gap (Z2) or a calendar (K1) takes out. */
function nextRunAt(
  { status, nextFireAt, schedule, id }: JobRow,
  calendars: ScheduleCalendars | null,
): string | null {
  if (status === "paused" || nextFireAt === null) return null;
  const maySkip = calendars !== null || ("dst" in schedule && schedule.dst.gap === "skip");
  if (!maySkip) return nextFireAt.toISOString();
  const compiled = compileSchedule(schedule, id, calendars?.compiled);
  const slot = compiled.first("fires", nextFireAt.getTime(), Number.POSITIVE_INFINITY);
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
