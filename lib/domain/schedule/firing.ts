import { compileSchedule } from "./compile.ts";
import { FIELDS, type FieldName } from "./cron-field.ts";
import { tokensOf } from "./cron-parse.ts";
import { NO_JOB } from "./hash.ts";
import type {
  CronSchedule,
  Instant,
  IntervalSchedule,
  NormalizeOptions,
  Schedule,
} from "./types.ts";

type Found = { readonly field: string; readonly message: string };

/**
 * The problem of a schedule that fires nothing (S6), at the field of the request that is to blame; for an expression also
 * at the position in `text`, the expression as it was sent.
 */
export function firingProblem(
  schedule: CronSchedule | IntervalSchedule,
  options: NormalizeOptions,
  text = "",
): Found | null {
  const after = options.setting ? options.now : -1;
  if (fires(schedule, after, options)) return null;
  const open = { ...schedule, startAt: null, endAt: null };
  if (!fires(open, after, options)) {
    const never = fires(open, -1, options) ? "It never fires again" : "It never fires";
    return open.kind === "cron"
      ? { field: "expression", message: `${never}: ${blame(open, text, after, options)}` }
      : { field: "every", message: `${never}: no such date and time lies ahead.` };
  }
  if (schedule.endAt === null) return { field: "startAt", message: "Nothing fires from then on." };
  const passed = options.setting && Date.parse(schedule.endAt) <= options.now;
  const message = passed ? "It has passed, so nothing would fire." : "Nothing fires before it.";
  return { field: "endAt", message };
}

/** Whether any slot after `after` fires. Slots that do not are at most one for each clock change, so the walk is short. */
function fires(schedule: Schedule, after: Instant, { jobId }: NormalizeOptions): boolean {
  const compiled = compileSchedule(schedule, jobId ?? NO_JOB);
  let slot = compiled.next(after);
  while (slot && !slot.fires) slot = compiled.next(slot.at);
  return slot !== null;
}

/** What to say of each field that, left open, would let an expression fire; the one to be named comes first. */
const CAUSES: readonly (readonly [field: FieldName, message: string])[] = [
  ["year", "none of its years has such a date still to come"],
  ["dayOfMonth", "no month it names has such a day"],
  ["dayOfWeek", "no month it names has such a day of the week"],
  ["month", "no such month lies ahead"],
];

/** Why an expression fires nothing after `after`, with the field and the position in `text`. */
function blame(
  schedule: CronSchedule,
  text: string,
  after: Instant,
  options: NormalizeOptions,
): string {
  const fields = fieldsOf(text);
  const opened = (names: readonly FieldName[]): CronSchedule => ({
    ...schedule,
    expression: fields
      .map(({ spec, token }) => (names.includes(spec.name) ? "*" : token.text))
      .join(" "),
  });
  const at = (name: FieldName, message: string): string => {
    const field = fields.find(({ spec }) => spec.name === name);
    return field
      ? `${message}, at position ${field.token.position} in field ${field.spec.label}.`
      : `${message}.`;
  };
  if (compileSchedule(schedule, options.jobId ?? NO_JOB).next(after)) {
    return at("hour", "the clocks of its zone leave its time out on every date it names");
  }
  const names = CAUSES.map(([name]) => name);
  const alone = CAUSES.find(([name]) => fires(opened([name]), after, options));
  // Where one field is not enough, the first with which, and all before it, left open something fires.
  const cause =
    alone ?? CAUSES.find((_, i) => fires(opened(names.slice(0, i + 1)), after, options));
  return cause ? at(...cause) : "no such date and time lies ahead.";
}

function fieldsOf(text: string) {
  const tokens = tokensOf(text);
  const specs = FIELDS.slice(tokens.length === 5 ? 1 : 0);
  return tokens.flatMap((token, i) => {
    const spec = specs[i];
    return spec ? [{ token, spec }] : [];
  });
}
