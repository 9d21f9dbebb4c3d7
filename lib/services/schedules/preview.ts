import { readNow } from "../../../db/sql.ts";
import type { PreviewBody, PreviewView } from "../../contracts/schedule.ts";
import { invalid } from "../../domain/errors.ts";
import { normalizeSchedule } from "../../domain/schedule/normalize.ts";
import { previewOccurrences } from "../../domain/schedule/preview.ts";
import type { Schedule, ScheduleWarning } from "../../domain/schedule/types.ts";
import type { Context } from "../context.ts";

const DEFAULT_COUNT = 5;

/** What a schedule means, in words and as its next moments strictly after `from`, or after now. Throws `invalid`. */
export async function previewSchedule(ctx: Context, body: PreviewBody): Promise<PreviewView> {
  const from = body.from === undefined ? await readNow(ctx.db) : Date.parse(body.from);
  const result = normalizeSchedule(body.schedule, { now: from, setting: false });
  if (!result.ok) throw invalid(result.problems);
  const view = previewOf(result.schedule, { from, to: null, count: body.count ?? DEFAULT_COUNT });
  // Where a one-off met a clock change, only the text it was given in knows; the stored instant does not.
  const moved = result.warnings.filter(({ code }) => code === "dst_gap" || code === "dst_fold");
  return { ...view, warnings: [...moved.map(warningView), ...view.warnings] };
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
  },
): PreviewView {
  const { to, ...options } = range;
  const { description, occurrences, warnings } = previewOccurrences(schedule, options);
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
