import type { JobCreate, JobPatch, JobView } from "../../../lib/contracts/job.ts";
import type { PoliciesInput } from "../../../lib/contracts/policies.ts";
import type { JsonObject } from "../../../lib/domain/json.ts";
import {
  type ScheduleDraft,
  START,
  scheduleDraft,
  scheduleInput,
} from "../../schedule/schedule-draft.ts";

/** What the form holds. */
export type JobDraft = {
  readonly name: string;
  readonly key: string;
  readonly description: string;
  /** Separated by commas. */
  readonly tags: string;
  readonly template: string;
  readonly params: JsonObject;
  readonly schedule: ScheduleDraft;
  readonly policies: PoliciesInput;
  /** Members the form has no field for; kept as they are. */
  readonly extra: JsonObject;
};

export function emptyDraft(template: string, params: JsonObject, timeZone: string): JobDraft {
  return {
    name: "",
    key: "",
    description: "",
    tags: "",
    template,
    params,
    schedule: { ...START, timeZone },
    policies: {},
    extra: {},
  };
}

/** The job as the API takes it; empty fields are left out. */
export function jobBody(draft: JobDraft): JobCreate {
  const { key, description, policies } = draft;
  const tags = tagList(draft.tags);
  return {
    name: draft.name.trim(),
    ...(key === "" ? {} : { key }),
    ...(description === "" ? {} : { description }),
    template: draft.template,
    params: draft.params,
    ...(tags.length === 0 ? {} : { tags }),
    ...draft.extra,
    schedule: scheduleInput(draft.schedule),
    ...(Object.keys(policies).length === 0 ? {} : { policies }),
  };
}

/** What changed, as the API takes a patch. A schedule that stayed is not sent: it would be validated again. */
export function jobPatch(draft: JobDraft, before: JobDraft): JobPatch {
  const { project: _project, schedule, key, ...body } = jobBody(draft);
  return {
    ...body,
    ...(typeof key === "string" ? { key } : {}),
    description: draft.description,
    tags: tagList(draft.tags),
    policies: policiesPatch(draft.policies, before.policies),
    ...(isRescheduled(draft, before) ? { schedule } : {}),
  };
}

/** Whether a form says another schedule than it began with. */
export function isRescheduled(draft: JobDraft, before: JobDraft): boolean {
  const [now, then] = [scheduleInput(draft.schedule), scheduleInput(before.schedule)];
  return JSON.stringify(now) !== JSON.stringify(then);
}

/** A policy that was taken back must be said: null restores its default. */
function policiesPatch(now: PoliciesInput, before: PoliciesInput): PoliciesInput {
  return {
    ...withNulls(now, before),
    ...(now.retry && before.retry ? { retry: withNulls(now.retry, before.retry) } : {}),
    ...(now.misfire && before.misfire ? { misfire: withNulls(now.misfire, before.misfire) } : {}),
  };
}

function withNulls<T extends object>(now: T, before: T): T {
  const gone = Object.keys(before).filter((name) => !Object.hasOwn(now, name));
  return { ...now, ...Object.fromEntries(gone.map((name) => [name, null])) };
}

function tagList(tags: string): string[] {
  const all = tags.split(",").map((tag) => tag.trim());
  return [...new Set(all.filter((tag) => tag !== ""))];
}

const KNOWN = [
  "project",
  "name",
  "key",
  "description",
  "template",
  "params",
  "tags",
  "schedule",
  "policies",
];

/** The form's state for a body somebody wrote as JSON. What `body` does not say is empty; other schedule kinds keep `base`. */
export function draftOfBody(body: Partial<JobCreate>, base: JobDraft): JobDraft {
  const extra = Object.entries(body).filter(([name]) => !KNOWN.includes(name));
  return {
    name: body.name ?? "",
    key: body.key ?? "",
    description: body.description ?? "",
    tags: (body.tags ?? []).join(", "),
    template: body.template ?? base.template,
    params: body.params ?? {},
    schedule: body.schedule ? scheduleDraft(body.schedule, base.schedule) : base.schedule,
    policies: body.policies ?? {},
    extra: Object.fromEntries(extra) as JsonObject,
  };
}

/** The form's state for a job as it is. */
export function draftOfJob(job: JobView, timeZone: string): JobDraft {
  const base = emptyDraft(job.template, job.params, timeZone);
  return {
    ...base,
    name: job.name,
    key: job.key,
    description: job.description,
    tags: job.tags.join(", "),
    schedule: scheduleDraft(job.schedule, base.schedule),
    policies: job.ownPolicies,
    extra: job.templateVersion === null ? {} : { templateVersion: job.templateVersion },
  };
}
