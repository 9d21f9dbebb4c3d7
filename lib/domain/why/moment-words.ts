import type { JsonObject } from "../json.ts";
import type { MomentFacts, NearSlot, PauseOver } from "./moment-facts.ts";
import { nameOf } from "./phrases.ts";
import { type Clock, iso, quoted } from "./words.ts";

/** The facts, and a clock to tell times with. */
export type AskedMoment = MomentFacts & { readonly clock: Clock };

const MINUTE_MS = 60_000;

/** `was` or `is`, as the moment has passed or not. */
export function tense({ at, now }: MomentFacts): "was" | "is" {
  return at > now ? "is" : "was";
}

/** The job's schedule as a quotation. */
export function scheduleWords({ version }: MomentFacts): string {
  return `“${quoted(version.description)}”`;
}

/** The slots around the moment, and what became of them. */
export function nearestClause(asked: AskedMoment): string | null {
  const { before, after } = asked.nearest;
  if (before === null && after === null) return null;
  const near = sameMinute(asked);
  if (near !== null) return `the slot of that minute is ${nearWords(near, asked.clock)}`;
  if (before === null && after !== null)
    return `the first slot is ${nearWords(after, asked.clock)}`;
  if (before !== null && after === null)
    return `the last slot before it ${tense(asked)} ${nearWords(before, asked.clock)}`;
  const words = [before, after].map((slot) => slot && nearWords(slot, asked.clock));
  return `the nearest slots are ${words.join(" and ")}`;
}

/** A slot, and its run where it has one. */
export function nearWords({ at, run }: NearSlot, clock: Clock): string {
  return run === null ? clock(at) : `${clock(at)} (run ${run.id}, ${run.status})`;
}

/** The one slot of the same minute: who asks for 02:00:17 means that of 02:00. */
function sameMinute({ at, nearest }: MomentFacts): NearSlot | null {
  const minute = Math.floor(at / MINUTE_MS);
  const { before, after } = nearest;
  if (before !== null && after !== null && after.at - before.at < MINUTE_MS) return null;
  const near = [before, after].filter((slot) => slot !== null);
  return near.find((slot) => Math.floor(slot.at / MINUTE_MS) === minute) ?? null;
}

/** Runs by hand of that minute. */
export function othersClause({ others, clock }: AskedMoment): string | null {
  const [first, ...more] = others;
  if (first === undefined) return null;
  const rest = more.length === 0 ? "" : ` and ${more.length} more`;
  return `run ${first.id}${rest} (${first.status}) was asked for at ${clock(first.createdAt)} and is no slot`;
}

/** Who paused, since when, until when and why. */
export function pauseWords(pause: PauseOver, clock: Clock): string {
  const what = pause.of === "project" ? "all jobs of the project have" : "the job has";
  const by = pause.by === null ? "" : ` by ${nameOf(pause.by)}`;
  const note = pause.note ? ` (“${quoted(pause.note)}”)` : "";
  const until = pause.until === null ? "" : `, until ${clock(pause.until)}`;
  return `${what} been paused since ${clock(pause.since)}${by}${note}${until}`;
}

/** What every answer about a moment says as data. */
export function momentData(asked: MomentFacts): JsonObject {
  const { version, others, timeZone } = asked;
  return {
    timeZone,
    schedule: version.description,
    jobVersion: version.version,
    countsFrom: iso(version.countsFrom),
    ...(others.length === 0
      ? {}
      : {
          others: others.map(({ createdAt, ...run }) => ({ ...run, createdAt: iso(createdAt) })),
        }),
  };
}

/** A pause as data. */
export function pauseData(pause: PauseOver): JsonObject {
  return { ...pause, by: pause.by, since: iso(pause.since), until: iso(pause.until) };
}
