import type { JsonObject } from "../lib/domain/json.ts";
import { isObject, member } from "../lib/domain/json.ts";
import { UsageError } from "./errors.ts";
import { type ScheduleFlags, scheduleOf } from "./schedule-flags.ts";

/** The flags of `jobs create` that become fields of the job. */
export type JobFlags = ScheduleFlags & {
  readonly name?: string;
  readonly key?: string;
  readonly description?: string;
  readonly template?: string;
  readonly templateVersion?: number;
  readonly tag?: readonly string[];
  readonly overlap?: string;
  readonly timeout?: number;
  readonly maxAttempts?: number;
  readonly pool?: string;
  readonly priority?: number;
  readonly paused?: boolean;
  readonly calendar?: readonly string[];
  readonly onExcluded?: string;
};

type Body = Readonly<Record<string, unknown>>;

/**
 * The body of a new job: what the file says, with what the flags say over it. `params` of the flags are added by the
 * caller, who knows the template. Throws UsageError where name, template or schedule is missing.
 */
export function jobBody(flags: JobFlags, file: Body = {}): Body & { readonly template: string } {
  const schedule = withCalendars(scheduleOf(flags) ?? file["schedule"], flags);
  const template = flags.template ?? file["template"];
  const name = flags.name ?? file["name"];
  if (typeof template !== "string")
    throw new UsageError("Name the template: --template http-request.");
  if (name === undefined) throw new UsageError("Give the job a name: --name 'Nightly report'.");
  if (schedule === undefined)
    throw new UsageError("Say when: --cron, --every, --at, --in, or --manual for by hand only.");
  return {
    ...file,
    ...given({
      key: flags.key,
      description: flags.description,
      templateVersion: flags.templateVersion,
      tags: flags.tag,
      pool: flags.pool,
      priority: flags.priority,
      enabled: flags.paused === true ? false : undefined,
      policies: policiesOf(flags, asBody(file["policies"])),
    }),
    name,
    template,
    schedule,
  };
}

/** Which calendars judge the slots stands in the schedule; whether its kind can have any is the server's to judge. */
function withCalendars(schedule: unknown, { calendar, onExcluded }: JobFlags): unknown {
  const said = given({ calendars: calendar, onExcluded });
  return schedule === undefined || Object.keys(said).length === 0
    ? schedule
    : { ...asBody(schedule), ...said };
}

function policiesOf({ overlap, timeout, maxAttempts }: JobFlags, file: Body): Body | undefined {
  const retry = given({ maxAttempts });
  const policies = given({
    overlap,
    timeoutSeconds: timeout,
    retry: Object.keys(retry).length === 0 ? undefined : { ...asBody(file["retry"]), ...retry },
  });
  return Object.keys(policies).length === 0 ? undefined : { ...file, ...policies };
}

/** Parameters of the file, with those of the flags over them. */
export function mergedParams(file: unknown, flags: JsonObject): Body | undefined {
  const params = { ...asBody(file), ...flags };
  return Object.keys(params).length === 0 ? undefined : params;
}

/** Reads a job from a file's text. Throws UsageError, with the file's name, for what is not a JSON object. */
export function parseJobFile(text: string, name: string): Body {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${name} is not JSON: ${why}`, { cause: error });
  }
  throw new UsageError(`${name} must hold one JSON object: a job as the API takes it.`);
}

/** The template's version a body asks for, null for the latest. */
export function versionOf(body: Body): number | null {
  const version = member(body, "templateVersion");
  return typeof version === "number" ? version : null;
}

function asBody(value: unknown): Body {
  return isObject(value) ? value : {};
}

function given(fields: Body): Body {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
