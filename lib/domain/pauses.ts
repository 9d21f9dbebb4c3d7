import type { PauseFacts } from "./decision.ts";
import { type DueDecision, decideDue, decidePaused } from "./misfire.ts";
import type { MisfirePolicy } from "./policies.ts";
import { formatInstant } from "./schedule/moment.ts";
import type { CompiledSchedule, Instant } from "./schedule/types.ts";

/** A pause of a job, or of its whole project; slots strictly between its beginning and its end lie in it (P2). */
export type Pause = {
  readonly of: "job" | "project";
  readonly from: Instant;
  /** When it is to end by itself; null is until further notice. */
  readonly until: Instant | null;
  /** When somebody ended it. */
  readonly resumedAt: Instant | null;
  /** What that person wants done with its slots; null leaves it to the job's policy (P3). */
  readonly missed: MisfirePolicy["policy"] | null;
  /** Id of the user who paused. */
  readonly by: string | null;
  readonly note: string | null;
};

/**
 * Decisions made in one go: as of which moment, and by which policy where the person who ended the pause they are about
 * chose one.
 */
export type DecidedStretch = {
  readonly decisions: readonly DueDecision[];
  readonly asOf: Instant;
  readonly missed: MisfirePolicy["policy"] | null;
};

/** What a job owes, decided as far as its pauses let it be. */
export type DecidedUpTo = {
  readonly stretches: readonly DecidedStretch[];
  readonly decidedUntil: Instant;
  /** The pauses the job is in; with none, everything up to now is decided. */
  readonly open: readonly Pause[];
};

type Stretch = { readonly from: Instant; to: Instant; readonly pauses: Pause[] };

/**
 * Decides the slots after `decidedUntil` in the order of time, in one pass however many pauses lie between: those up to
 * the beginning of a pause as at that moment (P1), those inside by the end of the last pause that overlaps (P2, P3), the
 * rest as of now. It stops where a pause goes on. Whoever decides in several passes gets the same rows.
 */
export function decideUpTo(pass: {
  readonly schedule: CompiledSchedule;
  readonly decidedUntil: Instant;
  readonly now: Instant;
  readonly misfire: MisfirePolicy;
  readonly pauses: readonly Pause[];
}): DecidedUpTo {
  const { schedule, now, misfire } = pass;
  const stretches: DecidedStretch[] = [];
  let decidedUntil = pass.decidedUntil;
  const decideTo = (moment: Instant) => {
    const decisions = decideDue({ schedule, decidedUntil, now: moment, misfire });
    stretches.push({ decisions, asOf: moment, missed: null });
    decidedUntil = moment;
  };
  for (const pause of together(pass.pauses, now)) {
    if (pause.to <= decidedUntil) continue;
    if (pause.from > decidedUntil) decideTo(pause.from);
    if (pause.to === Number.POSITIVE_INFINITY)
      return {
        stretches,
        decidedUntil,
        open: pause.pauses.filter((one) => endOf(one, now) === null),
      };
    stretches.push(decideStretch(pass, pause, decidedUntil));
    // A slot at the very end of a pause is no longer part of it (P2).
    decidedUntil = pause.to - 1;
  }
  if (now > decidedUntil) decideTo(now);
  return { stretches, decidedUntil, open: [] };
}

/** When a pause ended, as far as can be known at `now`; null while it goes on. An end that lies ahead is none. */
export function endOf(
  { resumedAt, until }: Pick<Pause, "resumedAt" | "until">,
  now: Instant,
): Instant | null {
  const end = resumedAt === null ? until : until === null ? resumedAt : Math.min(until, resumedAt);
  return end !== null && end <= now ? end : null;
}

/** Pauses that overlap as one, in order; those that begin only after `now` are left out. */
function together(pauses: readonly Pause[], now: Instant): Stretch[] {
  const stretches: Stretch[] = [];
  for (const pause of pauses.toSorted((left, right) => left.from - right.from)) {
    const to = endOf(pause, now) ?? Number.POSITIVE_INFINITY;
    const last = stretches.at(-1);
    if (pause.from > now) continue;
    if (last === undefined || pause.from >= last.to) {
      stretches.push({ from: pause.from, to, pauses: [pause] });
      continue;
    }
    last.to = Math.max(last.to, to);
    last.pauses.push(pause);
  }
  return stretches;
}

function decideStretch(
  pass: {
    readonly schedule: CompiledSchedule;
    readonly now: Instant;
    readonly misfire: MisfirePolicy;
  },
  { from, to, pauses }: Stretch,
  decidedUntil: Instant,
): DecidedStretch {
  const { schedule, misfire, now } = pass;
  const missed = choiceOf(pauses, to);
  const decisions = decidePaused({
    schedule,
    // What an edit in the pause has decided stays (P1).
    pausedAt: Math.max(from, decidedUntil),
    resumedAt: to,
    missed: missed ?? misfire.policy,
    misfire,
  });
  const spans = pauses.map((pause) => ({
    pause,
    to: endOf(pause, now) ?? Number.POSITIVE_INFINITY,
  }));
  return { missed, asOf: to, decisions: decisions.map((one) => withFacts(one, spans, to)) };
}

/** The choice of whoever ended the last pause; none where it ended by itself. */
function choiceOf(pauses: readonly Pause[], to: Instant): Pause["missed"] {
  const chosen = pauses.find(({ resumedAt, missed }) => resumedAt === to && missed !== null);
  return chosen?.missed ?? null;
}

/** Says in which pause a slot, or the first of a common row, lies: of several in the latest to begin. */
function withFacts(
  one: DueDecision,
  spans: readonly { readonly pause: Pause; readonly to: Instant }[],
  endedAt: Instant,
): DueDecision {
  if (one.verdict === "skipped") return one;
  const at = one.verdict === "open" ? one.slot.at : one.at;
  const span = spans.findLast(({ pause, to }) => pause.from < at && at < to);
  return span === undefined ? one : { ...one, pause: factsOf(span.pause, endedAt) };
}

/** What the rows of a pause that ended at `endedAt` say of it. */
export function factsOf({ of, from, until, by, note }: Pause, endedAt: Instant): PauseFacts {
  return {
    of,
    since: formatInstant(from),
    endedAt: formatInstant(endedAt),
    until: until === null ? null : formatInstant(until),
    by,
    note,
  };
}
