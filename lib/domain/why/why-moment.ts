import type { Instant } from "../schedule/types.ts";
import type { MissingTime, MomentFacts } from "./moment-facts.ts";
import {
  type AskedMoment,
  momentData,
  nearestClause,
  othersClause,
  scheduleWords,
  tense,
} from "./moment-words.ts";
import { nameOf } from "./phrases.ts";
import type { MomentWhyCode, Verdict } from "./verdict.ts";
import { whyMoved, whySlot } from "./why-slot.ts";
import { dateOf, iso, markTime, quoted, sentence, tellTimes, timeOfDay } from "./words.ts";

/** Why a job has no run at a moment, or what will be then. A moment that has a row is for `whyRun`. */
export function whyMoment(facts: MomentFacts): Verdict<MomentWhyCode> {
  const verdict = byMoment({ ...facts, clock: markTime });
  return tellTimes(verdict, facts.timeZone, facts.now);
}

function byMoment(asked: AskedMoment): Verdict<MomentWhyCode> {
  const { at, job, slot } = asked;
  if (job.deletedAt !== null && at > job.deletedAt) return whyDeleted(asked, job.deletedAt);
  if (at <= job.createdAt) return whyBefore(asked);
  if (asked.version.schedule.kind === "manual") return whyManual(asked);
  if (slot !== null) return whySlot(asked, slot);
  return asked.moved === null ? whyNoSlot(asked) : whyMoved(asked, asked.moved);
}

/** The same answer to somebody who asked for a local time that the clocks skip. */
export function ofMissingTime<Code extends string>(
  verdict: Verdict<Code>,
  missing: MissingTime,
): Verdict<Code> {
  const { local, from, to, timeZone } = missing;
  const why = `${timeOfDay(local)} does not exist on ${dateOf(local)} in ${timeZone}: the clocks go from ${timeOfDay(from)} to ${timeOfDay(to)}`;
  return { ...verdict, summary: `${why}. ${verdict.summary}` };
}

function answer(
  asked: AskedMoment,
  code: MomentWhyCode,
  rule: string | null,
  parts: readonly (string | null)[],
): Verdict<MomentWhyCode> {
  return {
    code,
    rule,
    summary: sentence(...parts, othersClause(asked)),
    data: momentData(asked),
    release: null,
  };
}

function nothing(asked: AskedMoment): string {
  return `Nothing ${tense(asked)} due at ${asked.clock(asked.at)}`;
}

function whyDeleted(asked: AskedMoment, deletedAt: Instant): Verdict<MomentWhyCode> {
  const { job, clock } = asked;
  const by = job.deletedBy === null ? "" : ` by ${nameOf(job.deletedBy)}`;
  const verdict = answer(asked, "job_deleted", null, [
    nothing(asked),
    `the job was deleted at ${clock(deletedAt)}${by}`,
  ]);
  return {
    ...verdict,
    data: { ...verdict.data, deletedAt: iso(deletedAt), deletedBy: job.deletedBy },
  };
}

function whyBefore(asked: AskedMoment): Verdict<MomentWhyCode> {
  const { job, clock } = asked;
  const verdict = answer(asked, "before_creation", "S3", [
    nothing(asked),
    `${job.createdBy === null ? `the job was created at` : `${nameOf(job.createdBy)} created the job at`} ${clock(job.createdAt)}, and it owes the slots after that`,
  ]);
  return {
    ...verdict,
    data: { ...verdict.data, createdAt: iso(job.createdAt), createdBy: job.createdBy },
    release: {
      code: "backfill",
      summary: "A backfill runs slots from before the creation.",
      at: null,
    },
  };
}

function whyManual(asked: AskedMoment): Verdict<MomentWhyCode> {
  return {
    ...answer(asked, "manual", "S1", [
      nothing(asked),
      "the job has no schedule and runs only when somebody asks for it",
    ]),
    release: { code: "run_now", summary: "Somebody runs it.", at: null },
  };
}

function whyNoSlot(asked: AskedMoment): Verdict<MomentWhyCode> {
  const outside = outsideWindow(asked);
  if (outside !== null)
    return answer(asked, "outside_window", "S2", [nothing(asked), outside, nearestClause(asked)]);
  if (asked.next !== null) return whyOtherVersion(asked, asked.next);
  const { kind } = asked.version.schedule;
  if (asked.nearest.after === null)
    return answer(asked, "finished", "S1", [nothing(asked), lastWords(asked, kind)]);
  return answer(asked, "not_a_slot", "S1", [
    nothing(asked),
    kind === "once" ? onceWords(asked) : `the schedule is ${scheduleWords(asked)}`,
    kind === "once" ? null : nearestClause(asked),
  ]);
}

function lastWords(asked: AskedMoment, kind: string): string {
  if (kind === "once") return onceWords(asked);
  const { before } = asked.nearest;
  return before === null
    ? `the schedule ${scheduleWords(asked)} has no slot left`
    : `the schedule ${scheduleWords(asked)} has no slot after ${asked.clock(before.at)}`;
}

function onceWords({ nearest, clock }: AskedMoment): string {
  const one = nearest.before ?? nearest.after;
  if (one === null) return "the one moment of the job lay before its creation";
  const run = one.run === null ? "" : ` (run ${one.run.id}, ${one.run.status})`;
  return `the one moment of the job is ${clock(one.at)}${run}`;
}

/** Where the schedule's own bounds keep the moment out (S2). */
function outsideWindow({ at, version: { schedule }, clock }: AskedMoment): string | null {
  if (!("startAt" in schedule)) return null;
  const { startAt, endAt } = schedule;
  if (startAt !== null && at < Date.parse(startAt))
    return `the schedule begins at ${clock(Date.parse(startAt))}`;
  if (endAt !== null && at >= Date.parse(endAt))
    return `the schedule ended at ${clock(Date.parse(endAt))}`;
  return null;
}

function whyOtherVersion(
  asked: AskedMoment,
  next: NonNullable<AskedMoment["next"]>,
): Verdict<MomentWhyCode> {
  const { version, clock, inPresent } = asked;
  const changed = next.by === null ? "" : `, when ${nameOf(next.by)} changed it`;
  const later = `“${quoted(next.description)}”${inPresent ? ", which has a slot at that time," : ""}`;
  const verdict = answer(asked, "other_version", "P1", [
    nothing(asked),
    `the schedule was then ${scheduleWords(asked)} (version ${version.version})`,
    `${later} counts only since ${clock(next.countsFrom)}${changed}`,
    nearestClause(asked),
  ]);
  return {
    ...verdict,
    data: {
      ...verdict.data,
      changedTo: {
        version: next.version,
        schedule: next.description,
        countsFrom: iso(next.countsFrom),
        by: next.by,
      },
      inPresent,
    },
  };
}
