import type { MisfireFacts, RunDecision } from "./decision.ts";
import type { DueDecision, MissedDecision, OpenDecision, SkippedDecision } from "./misfire.ts";
import type { MisfirePolicy } from "./policies.ts";
import { formatInstant } from "./schedule/moment.ts";
import type { Instant } from "./schedule/types.ts";

/** What a pass at `now` decides a slot on before overlap is asked; null where it simply came, or the clock took it out. */
export function decidedOn(
  decision: DueDecision,
  misfire: MisfirePolicy,
  now: Instant,
): RunDecision | null {
  switch (decision.verdict) {
    case "open":
      return openedOn(decision, misfire, now);
    case "skipped":
      return excludedBy(decision);
    case "missed":
      return {
        ...movedFrom(decision.movedFrom),
        misfire: misfireFacts(decision, decision.at, misfire, now),
        ...pauseOf(decision),
      };
  }
}

function openedOn(
  decision: OpenDecision,
  misfire: MisfirePolicy,
  now: Instant,
): RunDecision | null {
  const { slot, catchUp } = decision;
  const { policy } = misfire;
  if (slot.movedFrom === undefined && !catchUp) return null;
  return {
    ...movedFrom(slot.movedFrom),
    // Under `skip` no slot that is late goes on.
    ...(catchUp && policy !== "skip"
      ? { catchUp: policy, misfire: misfireFacts(decision, slot.at, misfire, now) }
      : {}),
    ...pauseOf(decision),
  };
}

function excludedBy({ slot: { excluded } }: SkippedDecision): RunDecision | null {
  if (excluded === undefined) return null;
  const { calendar, entry, name } = excluded;
  return { calendar, entry, name };
}

function movedFrom(at: Instant | undefined): Pick<RunDecision, "movedFrom"> {
  return at === undefined ? {} : { movedFrom: formatInstant(at) };
}

function misfireFacts(
  { pause }: Pick<MissedDecision, "pause">,
  at: Instant,
  { policy, graceSeconds, windowSeconds, maxRuns }: MisfirePolicy,
  now: Instant,
): MisfireFacts {
  // Ages of a pause's slots count at its end, and none of them is on time (P3).
  const judgedAt = pause === undefined ? now : Date.parse(pause.endedAt);
  const ageSeconds = (judgedAt - at) / 1_000;
  const grace = pause === undefined ? graceSeconds : null;
  return { policy, ageSeconds, graceSeconds: grace, windowSeconds, maxRuns };
}

function pauseOf({ pause }: Pick<MissedDecision, "pause">): Pick<RunDecision, "pause"> {
  return pause === undefined ? {} : { pause };
}
