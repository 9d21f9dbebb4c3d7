import type { JobRow } from "../../../db/queries/jobs.ts";
import { readNow } from "../../../db/sql.ts";
import type { OccurrencesQuery, PreviewView } from "../../contracts/schedule.ts";
import { invalid } from "../../domain/errors.ts";
import { existing, readCalendars } from "../calendars/rules.ts";
import type { Context } from "../context.ts";
import { previewOf } from "../schedules/preview.ts";
import { type JobReference, reachJob } from "./reach.ts";

const DEFAULT_LIMIT = 50;

/**
 * The slots a job's schedule will fire, from now or `from` on. With `to` the range is half-open, without it begins
 * strictly after `from` (S2). A paused job fires none of them while its pause lasts: a warning says so.
 */
export async function listOccurrences(
  ctx: Context,
  reference: JobReference,
  query: Pick<OccurrencesQuery, "from" | "to" | "limit">,
): Promise<PreviewView> {
  const job = await reachJob(ctx, "jobs.read", reference);
  const to = query.to === undefined ? null : Date.parse(query.to);
  const given = query.from === undefined ? await readNow(ctx.db) : Date.parse(query.from);
  if (to !== null && to <= given)
    throw invalid([
      { pointer: "/query/to", message: "must lie after from, which is now when absent" },
    ]);
  const isRange = to !== null && query.from !== undefined;
  const preview = previewOf(job.schedule, {
    from: isRange ? given - 1 : given,
    to,
    count: query.limit ?? DEFAULT_LIMIT,
    jobId: job.id,
    calendars: existing((await readCalendars(ctx.db, [job]))(job)),
  });
  return { ...preview, warnings: [...pauseWarnings(job), ...preview.warnings] };
}

function pauseWarnings({ status, pausedUntil, projectPause }: JobRow): PreviewView["warnings"] {
  const own = status === "paused" ? [pauseWarning("job", pausedUntil)] : [];
  if (projectPause === null) return own;
  const { until } = projectPause;
  return [...own, pauseWarning("project", until === null ? null : new Date(until))];
}

function pauseWarning(what: string, until: Date | null): PreviewView["warnings"][number] {
  const at = until?.toISOString() ?? null;
  const end = at ?? "it is resumed";
  return { code: "paused", at, message: `The ${what} is paused: nothing fires before ${end}.` };
}
