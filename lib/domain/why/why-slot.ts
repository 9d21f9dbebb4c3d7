import type { Exclusion } from "../calendar/types.ts";
import { jitterWords } from "./jitter.ts";
import type { AskedSlot, MovedSlot } from "./moment-facts.ts";
import {
  type AskedMoment,
  momentData,
  nearWords,
  pauseData,
  pauseWords,
  scheduleWords,
} from "./moment-words.ts";
import type { MomentWhyCode, Release, Verdict } from "./verdict.ts";
import { countWords, iso, quoted, sentence, spanWords } from "./words.ts";

type Slot = { readonly asked: AskedMoment; readonly slot: AskedSlot };

/** What becomes, or became, of a moment that is a slot of the schedule and has no row. */
export function whySlot(asked: AskedMoment, slot: AskedSlot): Verdict<MomentWhyCode> {
  const { at, now, job, pause } = asked;
  if (at <= job.decidedUntil) return whyRowGone(asked);
  if (pause !== null) return whyInPause({ asked, slot }, { ...pause });
  return at > now ? whatWillBe({ asked, slot }) : whyUndecided(asked);
}

function whatWillBe({ asked, slot }: Slot): Verdict<MomentWhyCode> {
  if (!slot.fires) return willBeSkipped({ asked, slot });
  const { at, clock } = asked;
  const spread = slot.jitterMs > 0;
  return {
    code: "will_run",
    rule: spread ? "J1" : null,
    summary: sentence(
      `It will run at ${clock(at + slot.jitterMs)}${spread ? ` for the slot of ${clock(at)}` : ""}`,
      spread ? jitterWords(jitterSecondsOf(asked)) : `the schedule is ${scheduleWords(asked)}`,
    ),
    data: { ...momentData(asked), startsAt: iso(at + slot.jitterMs) },
    release: { code: "moment", summary: "Its moment comes.", at: iso(at + slot.jitterMs) },
  };
}

function jitterSecondsOf({ version: { schedule } }: AskedMoment): number {
  return "jitterSeconds" in schedule ? schedule.jitterSeconds : 0;
}

/** A moment whose slot lies elsewhere, because a calendar moves it (K1). */
export function whyMoved(asked: AskedMoment, moved: MovedSlot): Verdict<MomentWhyCode> {
  const { at, now, clock } = asked;
  const { to, excluded, calendarName } = moved;
  const where = to === null ? "the next day that allows it" : nearWords(to, clock);
  return {
    code: "moved",
    rule: "K1",
    summary: sentence(
      `The slot of ${clock(at)} ${at > now ? "is" : "was"} moved to ${where}`,
      exclusionWords(excluded, calendarName),
    ),
    data: {
      ...momentData(asked),
      movedTo: to && { at: iso(to.at), run: to.run && { ...to.run } },
      ...exclusionData(excluded, calendarName),
    },
    release: null,
  };
}

function exclusionWords(
  { calendar, reason, name }: Exclusion,
  calendarName: string | null,
): string {
  const what = reason === "window" ? "allows no run at that time" : "excludes that day";
  return `the calendar “${quoted(calendarName ?? calendar)}” ${what}: ${quoted(name)}`;
}

function exclusionData({ calendar, entry, name }: Exclusion, calendarName: string | null) {
  return { calendar, calendarName, entry, entryName: name };
}

function willBeSkipped({ asked, slot }: Slot): Verdict<MomentWhyCode> {
  const { at, clock, timeZone } = asked;
  const { excluded, calendarName } = slot;
  const why =
    excluded === null
      ? `the clocks of ${timeZone} are put forward then, and the schedule says to skip times that do not exist`
      : exclusionWords(excluded, calendarName);
  return {
    code: "will_be_skipped",
    rule: excluded === null ? "Z2" : "K1",
    summary: sentence(`The slot of ${clock(at)} will be skipped`, why),
    data: {
      ...momentData(asked),
      reason: excluded?.reason ?? "dst_gap",
      ...(excluded === null ? {} : exclusionData(excluded, calendarName)),
    },
    release: null,
  };
}

function whyInPause(
  { asked }: Slot,
  pause: NonNullable<AskedMoment["pause"]>,
): Verdict<MomentWhyCode> {
  const { at, now, clock } = asked;
  const words = pauseWords(pause, clock);
  return {
    code: "in_pause",
    rule: "P2, P3",
    summary:
      at > now
        ? sentence(`The slot of ${clock(at)} will pass without a run if the pause lasts`, words)
        : sentence(
            `The slot of ${clock(at)} has not been decided`,
            words,
            "it gets its row when the pause ends",
          ),
    data: { ...momentData(asked), pause: pauseData(pause) },
    release: {
      code: "resume",
      summary:
        pause.of === "project"
          ? "The project is resumed; then the missed choice decides what becomes of the slot."
          : "The job is resumed; then the missed choice decides what becomes of the slot.",
      at: iso(pause.until),
    },
  };
}

function whyUndecided(asked: AskedMoment): Verdict<MomentWhyCode> {
  const { at, now, clock, workers, job } = asked;
  const age = spanWords(now - at);
  return {
    code: "not_decided",
    rule: "M1",
    summary: sentence(
      `The slot of ${clock(at)} has not been decided, ${age} after it`,
      plannerClause(asked),
    ),
    data: {
      ...momentData(asked),
      decidedUntil: iso(job.decidedUntil),
      ageMs: now - at,
      liveWorkers: workers.live,
      lastSeen: workers.lastSeen && { name: workers.lastSeen.name, at: iso(workers.lastSeen.at) },
    },
    release: plannerRelease(asked),
  };
}

function plannerClause({ workers, job, now, clock }: AskedMoment): string {
  const { live, lastSeen } = workers;
  if (job.nextFireAt !== null && job.nextFireAt > now)
    return `a planner could not read the job's rules and looks again at ${clock(job.nextFireAt)}, its log says why`;
  if (live > 0)
    return `${countWords(live, "worker")} ${live === 1 ? "is" : "are"} alive, and a planner takes it in a moment`;
  return lastSeen === null
    ? "no worker, and so no planner, has ever been at work"
    : `no planner has been at work since ${clock(lastSeen.at)}, when worker ${lastSeen.name} was last heard of`;
}

function plannerRelease({ workers, job, now }: AskedMoment): Release {
  if (job.nextFireAt !== null && job.nextFireAt > now)
    return {
      code: "planner",
      summary: "A planner looks at the job again.",
      at: iso(job.nextFireAt),
    };
  return workers.live > 0
    ? { code: "planner", summary: "A planner takes it.", at: null }
    : {
        code: "worker",
        summary: "A worker starts; the misfire policy decides the slot.",
        at: null,
      };
}

const DAY_MS = 86_400_000;

/** A decided slot without a row: the ledger's retention took it, or something is wrong. */
function whyRowGone(asked: AskedMoment): Verdict<MomentWhyCode> {
  const { at, now, clock, retentionDays } = asked;
  const isOld = at < now - retentionDays * DAY_MS;
  const day = thatDay(asked);
  const data = { ...momentData(asked), retentionDays, ofThatDay: { ...asked.ofThatDay } };
  if (!isOld)
    return {
      code: "no_row",
      rule: "S3",
      summary: sentence(
        `The schedule as we know it has a slot at ${clock(at)}, and the ledger has no row for it`,
        "its calendars or the time-zone data have changed since, or the ledger has lost it: look at its balance",
      ),
      data,
      release: null,
    };
  return {
    code: "pruned",
    rule: "S3",
    summary: sentence(
      `The slot of ${clock(at)} was decided, but the ledger keeps rows for ${countWords(retentionDays, "day")}`,
      day === "" ? null : `of that day it counted ${day}`,
    ),
    data,
    release: null,
  };
}

function thatDay({ ofThatDay }: AskedMoment): string {
  return Object.entries(ofThatDay)
    .map(([status, count]) => `${count} ${status}`)
    .join(", ");
}
