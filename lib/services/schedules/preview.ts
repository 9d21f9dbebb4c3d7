import { readNow } from "../../../db/sql.ts";
import type { PreviewBody, PreviewView } from "../../contracts/schedule.ts";
import { invalid } from "../../domain/errors.ts";
import { normalizeSchedule } from "../../domain/schedule/normalize.ts";
import { previewOccurrences } from "../../domain/schedule/preview.ts";
import type { Schedule, ScheduleWarning } from "../../domain/schedule/types.ts";
import { enterProject } from "../authorize.ts";
import { existing, namesOf, type ScheduleCalendars } from "../calendars/rules.ts";
import type { Context } from "../context.ts";
import { chooseCalendars, unknownCalendars } from "../jobs/definition.ts";

const DEFAULT_COUNT = 5;

/** What a schedule means, in words and as its next moments strictly after `from`, or after now. Throws `invalid`. */
export async function previewSchedule(ctx: Context, body: PreviewBody): Promise<PreviewView> {
  const from = body.from === undefined ? await readNow(ctx.db) : Date.parse(body.from);
  const result = normalizeSchedule(body.schedule, { now: from, setting: false });
  const found = await namedCalendars(ctx, body);
  const problems = [
    ...unknownCalendars(body.schedule, found),
    ...(result.ok ? [] : result.problems),
  ];
  if (!result.ok || problems.length > 0) throw invalid(problems);
  const calendars = existing(found);
  const count = body.count ?? DEFAULT_COUNT;
  const view = previewOf(result.schedule, { from, to: null, count, calendars });
  // Where a one-off met a clock change, only the text it was given in knows; the stored instant does not.
  const moved = result.warnings.filter(({ code }) => code === "dst_gap" || code === "dst_fold");
  return { ...view, warnings: [...moved.map(warningView), ...view.warnings] };
}

/** Names of calendars are those of a project, which only matters where there are some. */
async function namedCalendars(ctx: Context, { project, schedule }: PreviewBody) {
  if (namesOf(schedule).length === 0) return null;
  const { id } = await enterProject(ctx, "jobs.read", project);
  return chooseCalendars(ctx.db, id, schedule);
}

function warningView({ code, at, message }: ScheduleWarning): PreviewView["warnings"][number] {
  return { code, at: at ?? null, message };
}

/** The preview of a stored schedule; instants are milliseconds since 1970, `from` and `to` exclusive. */
export function previewOf(
  schedule: Schedule,
  range: {
    readonly from: number;
    readonly to: number | null;
    readonly count: number;
    readonly jobId?: string;
    readonly calendars: ScheduleCalendars | null;
  },
): PreviewView {
  const { to, calendars, ...options } = range;
  const { description, occurrences, warnings } = previewOccurrences(schedule, {
    ...options,
    calendars: calendars?.compiled ?? null,
  });
  const inside = (at: string | null | undefined) =>
    to === null || at === null || at === undefined || Date.parse(at) < to;
  return {
    description,
    occurrences: occurrences
      .filter(({ at }) => inside(at))
      .map(({ notes, ...rest }) => ({ ...rest, notes: [...notes] })),
    warnings: warnings.filter(({ at }) => inside(at)).map(warningView),
  };
}
