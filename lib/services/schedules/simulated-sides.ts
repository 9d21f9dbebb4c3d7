import type { Db } from "../../../db/client.ts";
import type { JobRow } from "../../../db/queries/jobs.ts";
import type { SimulateBody, SimulatedDefinition } from "../../contracts/simulation.ts";
import {
  checkPolicies,
  executionKind,
  type Policies,
  resolvePolicies,
} from "../../domain/policies.ts";
import { type Problem, prefixProblems } from "../../domain/problem.ts";
import { normalizeSchedule } from "../../domain/schedule/normalize.ts";
import type { Instant, Schedule, ScheduleWarning } from "../../domain/schedule/types.ts";
import type { SimulatedJob } from "../../domain/simulate/types.ts";
import { type CalendarsOf, existing, readCalendars } from "../calendars/rules.ts";
import { calendarNames, chooseSimulatedCalendars } from "./simulated-calendars.ts";

/** What is simulated, and what it is compared with; or everything that is wrong with either. */
export type SimulatedSides =
  | {
      readonly after: SimulatedJob;
      readonly before: SimulatedJob | null;
      readonly warnings: readonly ScheduleWarning[];
    }
  | { readonly problems: readonly Problem[] };

type Place = {
  readonly projectId: string;
  readonly from: Instant;
  readonly job: JobRow | null;
  readonly calendarsOf: CalendarsOf;
};

/** Reads both definitions of a simulation. What a body does not say comes from the job it names. */
export async function readSides(
  db: Db,
  body: SimulateBody,
  where: Omit<Place, "calendarsOf">,
): Promise<SimulatedSides> {
  const { job, projectId } = where;
  const other = body.compareWith;
  const names = [body, ...(other ? [other] : [])].flatMap(calendarNames);
  const schedules = [{ projectId, schedule: { calendars: names } }, ...(job ? [job] : [])];
  const place: Place = { ...where, calendarsOf: await readCalendars(db, schedules) };
  const after = readDefinition(body, place);
  const before = other ? readDefinition(other, place) : null;
  const problems = [
    ...("problems" in after ? after.problems : []),
    ...(before && "problems" in before ? prefixProblems("/compareWith", before.problems) : []),
  ];
  if ("problems" in after || (before && "problems" in before)) return { problems };
  const stored = other === undefined && job ? storedSide(job, place.calendarsOf) : null;
  return { after: after.side, before: before?.side ?? stored, warnings: after.warnings };
}

type ReadDefinition =
  | { readonly side: SimulatedJob; readonly warnings: readonly ScheduleWarning[] }
  | { readonly problems: readonly Problem[] };

function readDefinition(definition: SimulatedDefinition, place: Place): ReadDefinition {
  const { from, job, projectId, calendarsOf } = place;
  const result = normalizeSchedule(definition.schedule, {
    now: from,
    setting: false,
    previous: job?.schedule ?? null,
    ...(job ? { jobId: job.id } : {}),
  });
  const policies = policiesOf(definition, job);
  const problems: Problem[] = [...checkPolicies(policies)];
  const calendars = chooseSimulatedCalendars(definition, projectId, calendarsOf, problems);
  if (!result.ok) problems.push(...result.problems);
  if (!result.ok || problems.length > 0) return { problems };
  const schedule = withCalendars(result.schedule, calendars.slugs);
  const skipsAnchor = isMomentOfSaving(definition, schedule, job);
  const jobId = job?.id ?? null;
  const side = { schedule, skipsAnchor, jobId, calendars: calendars.compiled, policies };
  return { side, warnings: result.warnings };
}

/** Whether the anchor of an interval is nothing but the beginning of the simulation, as in a preview (I3). */
function isMomentOfSaving(
  { schedule: given }: SimulatedDefinition,
  schedule: Schedule,
  job: JobRow | null,
): boolean {
  if (given.kind !== "interval" || schedule.kind !== "interval") return false;
  return (
    given.anchor === undefined && schedule.startAt === null && job?.schedule.kind !== "interval"
  );
}

function withCalendars(schedule: Schedule, slugs: readonly string[]): Schedule {
  return "calendars" in schedule ? { ...schedule, calendars: slugs } : schedule;
}

function policiesOf({ policies }: SimulatedDefinition, job: JobRow | null): Policies {
  if (job === null) return resolvePolicies("http", policies);
  const kind = executionKind(job.executor, job.templateConfig, job.params);
  return resolvePolicies(
    kind,
    job.templatePolicies,
    policies === undefined ? job.policies : policies,
  );
}

function storedSide(job: JobRow, calendarsOf: CalendarsOf): SimulatedJob {
  return {
    schedule: job.schedule,
    skipsAnchor: false,
    jobId: job.id,
    calendars: existing(calendarsOf(job))?.compiled ?? null,
    policies: policiesOf({ schedule: { kind: "manual" } }, job),
  };
}
