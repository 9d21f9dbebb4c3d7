import { MAX_HELD_RUNS } from "../overlap.ts";
import { commonData, nameOf, originClause, runData, runOfJob, wasDoing } from "./phrases.ts";
import type { Asked } from "./run-facts.ts";
import type { RunWhyCode, Verdict } from "./verdict.ts";
import {
  countWords,
  iso,
  quoted,
  secondsWords,
  sentence,
  spanWords,
  thousands,
  timeOfDay,
} from "./words.ts";

/** Why a slot, or a run by hand, was not executed though somebody looked at it in time. */
export function whySkipped(asked: Asked): Verdict<RunWhyCode> {
  switch (asked.run.reason) {
    case "calendar":
      return excluded(asked, "skipped_calendar");
    case "window":
      return excluded(asked, "skipped_window");
    case "dst_gap":
      return whyInGap(asked);
    default:
      return whyOverlapped(asked);
  }
}

function whyOverlapped(asked: Asked): Verdict<RunWhyCode> {
  const { run, policies, named } = asked;
  const { overlap } = run.decision;
  const policy = overlap?.policy ?? run.overlap ?? policies.overlap;
  const isFull = run.rule === "queue_full";
  const whose =
    run.overlap === null ? "the job's overlap policy is" : "it asked for overlap policy";
  const limit = overlap?.limit ?? policies.maxConcurrentRuns ?? 1;
  const rule = limit > 1 ? `${whose} ${policy}, at ${limit} runs at a time` : `${whose} ${policy}`;
  return {
    code: isFull ? "skipped_queue_full" : "skipped_overlap",
    rule: "O2",
    summary: sentence(
      isFull
        ? `Skipped because ${thousands(overlap?.held ?? MAX_HELD_RUNS)} runs of this job were already waiting, as many as may`
        : `Skipped because ${inTheWay(asked)}`,
      isFull ? `${whose} ${policy}` : rule,
      originClause(asked),
    ),
    data: {
      ...commonData(asked),
      overlap: policy,
      maxConcurrentRuns: limit,
      active: overlap?.active ?? null,
      held: overlap?.held ?? null,
      inTheWay: runData(named) ?? run.decision.inTheWay ?? null,
      decidedAt: iso(run.finishedAt),
    },
    release: null,
  };
}

function inTheWay(asked: Asked): string {
  const { run, named, clock } = asked;
  if (named !== null)
    return `${runOfJob(asked, named)} ${wasDoing(named, run.finishedAt ?? run.createdAt, clock)}`;
  const { inTheWay: id } = run.decision;
  return id === undefined
    ? "an earlier run of this job was still active"
    : `run ${id} of this job, which the ledger no longer keeps, was still active`;
}

function excluded(asked: Asked, code: RunWhyCode): Verdict<RunWhyCode> {
  const { run, calendarName, clock } = asked;
  const { calendar, entry, name } = run.decision;
  const called = quoted(calendarName ?? calendar ?? "of the job");
  const why = name === undefined ? "" : `: ${quoted(name)}`;
  const what = code === "skipped_window" ? "allows no run at that time" : "excludes that day";
  const slots =
    run.slotCount > 1
      ? `${countWords(run.slotCount, "slot")} from ${clock(run.scheduledFor)} to ${clock(run.scheduledUntil ?? run.scheduledFor)} were skipped`
      : "Skipped";
  return {
    code,
    rule: "K1",
    summary: sentence(`${slots} because the calendar “${called}” ${what}${why}`),
    data: {
      ...commonData(asked),
      calendar: calendar ?? null,
      calendarName,
      entry: entry ?? null,
      entryName: name ?? null,
    },
    release: null,
  };
}

function whyInGap(asked: Asked): Verdict<RunWhyCode> {
  const { gap, timeZone } = asked;
  const clocks =
    gap === null
      ? `the clocks of ${timeZone} were put forward at that moment`
      : `the clocks of ${timeZone} went from ${timeOfDay(gap.from)} to ${timeOfDay(gap.to)} at that moment`;
  return {
    code: "skipped_dst_gap",
    rule: "Z2",
    summary: sentence(
      `Skipped because ${clocks}, so its time of day did not exist`,
      "the schedule says to skip it then",
    ),
    data: {
      ...commonData(asked),
      timeZone,
      gap: gap && { from: timeOfDay(gap.from), to: timeOfDay(gap.to) },
    },
    release: null,
  };
}

/** Why a slot passed without a run. */
export function whyMissed(asked: Asked): Verdict<RunWhyCode> {
  switch (asked.run.reason) {
    case "paused":
      return whyPaused(asked);
    case "coalesced":
      return whyCoalesced(asked);
    default:
      return whyMisfired(asked);
  }
}

function whyMisfired(asked: Asked): Verdict<RunWhyCode> {
  const { code, rule, because } = misfireOf(asked);
  return {
    code,
    rule,
    summary: sentence(`${passed(asked)} ${late(asked)}`, because),
    data: { ...commonData(asked), ...misfireData(asked) },
    release: null,
  };
}

/** `Missed:`, or how many slots were. */
function passed({ run, clock }: Asked): string {
  if (run.slotCount === 1) return "Missed:";
  const range = `from ${clock(run.scheduledFor)} to ${clock(run.scheduledUntil ?? run.scheduledFor)}`;
  return `${countWords(run.slotCount, "slot")} ${range} were missed:`;
}

function ageMs({ run }: Asked): number {
  const { misfire } = run.decision;
  return misfire === undefined ? run.createdAt - run.scheduledFor : misfire.ageSeconds * 1_000;
}

function late(asked: Asked): string {
  const which = asked.run.slotCount > 1 ? "the first" : "it";
  return `${which} was ${spanWords(ageMs(asked))} old when a planner got to it`;
}

function misfireOf(asked: Asked): { code: RunWhyCode; rule: string; because: string } {
  const { run, policies } = asked;
  const { policy, graceSeconds, windowSeconds, maxRuns } = run.decision.misfire ?? policies.misfire;
  switch (run.rule) {
    case "window":
      return {
        code: "missed_too_old",
        rule: "M2",
        because: `slots older than ${secondsWords(windowSeconds)} are not caught up (misfire window)`,
      };
    case "cap":
      return {
        code: "missed_over_cap",
        rule: "M3",
        because: `the misfire policy ${policy} catches up the newest ${thousands(maxRuns)} at most`,
      };
    default:
      return {
        code: "missed_by_policy",
        rule: "M3",
        because: `the misfire policy is skip for slots older than ${secondsWords(graceSeconds ?? 0)} (grace)`,
      };
  }
}

function misfireData(asked: Asked) {
  const { run, policies } = asked;
  const { policy, graceSeconds, windowSeconds, maxRuns } = run.decision.misfire ?? policies.misfire;
  return {
    ageSeconds: ageMs(asked) / 1_000,
    decidedAt: iso(run.createdAt),
    misfire: { policy, graceSeconds, windowSeconds, maxRuns },
  };
}

function whyCoalesced(asked: Asked): Verdict<RunWhyCode> {
  const { run, named } = asked;
  const count = run.slotCount === 1 ? "this slot" : `these ${countWords(run.slotCount, "slot")}`;
  return {
    code: "missed_coalesced",
    rule: "M3",
    summary: sentence(
      `${passed(asked)} ${late(asked)}`,
      `${standIn(asked)} stands for ${count}, as the misfire policy latest makes one run of what was missed`,
    ),
    data: {
      ...commonData(asked),
      ...misfireData(asked),
      coalescedInto: runData(named) ?? run.decision.coalescedInto ?? null,
    },
    release: null,
  };
}

function standIn({ run, named, clock }: Asked): string {
  if (named !== null) return `run ${named.id} of ${clock(named.scheduledFor)}`;
  const { coalescedInto } = run.decision;
  return coalescedInto === undefined ? "a later run" : `run ${coalescedInto}`;
}

function whyPaused(asked: Asked): Verdict<RunWhyCode> {
  const { run, pausedBy, resumedBy, clock } = asked;
  const { pause, coalescedInto } = run.decision;
  const what = pause?.of === "project" ? "all jobs of the project were" : "the job was";
  const since = pause === undefined ? "" : ` since ${clock(Date.parse(pause.since))}`;
  const by = pausedBy === null ? "" : ` by ${nameOf(pausedBy)}`;
  const note = pause?.note ? ` (“${quoted(pause.note)}”)` : "";
  const rows = run.slotCount === 1 ? "Missed" : passed(asked).slice(0, -1);
  return {
    code: "missed_paused",
    rule: "P3",
    summary: sentence(
      `${rows} because ${what} paused${since}${by}${note}`,
      endClause(asked),
      afterPause(asked),
    ),
    data: {
      ...commonData(asked),
      pause: pause === undefined ? null : { ...pause, by: pausedBy, endedBy: resumedBy },
      choice: run.decision.misfire?.policy ?? null,
      rule: run.rule,
      coalescedInto: runData(asked.named) ?? coalescedInto ?? null,
      decidedAt: iso(run.createdAt),
    },
    release: null,
  };
}

function endClause({ run, resumedBy, clock }: Asked): string {
  const end =
    run.decision.pause === undefined ? run.createdAt : Date.parse(run.decision.pause.endedAt);
  return resumedBy === null
    ? `the pause ended at ${clock(end)}`
    : `${nameOf(resumedBy)} ended the pause at ${clock(end)}`;
}

/** What was chosen for the slots of the pause (P3). */
function afterPause(asked: Asked): string {
  const { run, policies } = asked;
  const { policy, windowSeconds, maxRuns } = run.decision.misfire ?? policies.misfire;
  switch (run.rule) {
    case "window":
      return `slots older than ${secondsWords(windowSeconds)} by then are not caught up`;
    case "cap":
      return `only the newest ${thousands(maxRuns)} of its slots were caught up (${policy})`;
    case "skip":
      return "its slots were to be skipped";
    default:
      return `${standIn(asked)} stands for its slots (latest)`;
  }
}
