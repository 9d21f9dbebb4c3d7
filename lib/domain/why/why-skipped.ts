import { MAX_HELD_RUNS } from "../overlap.ts";
import { commonData, originClause, runData, runOfJob, wasDoing } from "./phrases.ts";
import type { Asked } from "./run-facts.ts";
import type { RunWhyCode, Verdict } from "./verdict.ts";
import { countWords, iso, quoted, sentence, thousands, timeOfDay } from "./words.ts";

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
