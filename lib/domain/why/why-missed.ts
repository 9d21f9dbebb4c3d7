import { commonData, nameOf, runData } from "./phrases.ts";
import type { Asked } from "./run-facts.ts";
import type { RunWhyCode, Verdict } from "./verdict.ts";
import { countWords, iso, quoted, secondsWords, sentence, spanWords, thousands } from "./words.ts";

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
