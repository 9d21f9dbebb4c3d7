import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DueDecision } from "./misfire.ts";
import { type DecidedUpTo, decideUpTo, type Pause } from "./pauses.ts";
import type { MisfirePolicy } from "./policies.ts";
import { at, cron } from "./schedule/testing/schedules.ts";

const MINUTE = 60_000;
const START = at("2026-01-01T10:00:00Z");
const minutely = cron("* * * * *");
const RULES: MisfirePolicy = { policy: "all", graceSeconds: 60, windowSeconds: 900, maxRuns: 3 };

/** Minutes after ten. */
const minute = (minutes: number) => START + minutes * MINUTE;

function pause(from: number, to: number | null, more: Partial<Pause> = {}): Pause {
  return {
    of: "project",
    from: minute(from),
    until: null,
    resumedAt: to === null ? null : minute(to),
    missed: null,
    by: null,
    note: null,
    ...more,
  };
}

function decide(
  now: number,
  pauses: readonly Pause[],
  { since = 0, ...misfire }: Partial<MisfirePolicy> & { since?: number } = {},
): DecidedUpTo {
  return decideUpTo({
    schedule: minutely,
    decidedUntil: minute(since),
    now: minute(now),
    misfire: { ...RULES, ...misfire },
    pauses,
  });
}

/** Every row as `minute verdict`, in order. */
function rows(decided: DecidedUpTo): string[] {
  return decided.stretches.flatMap(({ decisions }) => decisions).map(row);
}

function row(one: DueDecision): string {
  if (one.verdict === "open")
    return `${minuteOf(one.slot.at)} ${one.catchUp ? "catch up" : "open"}`;
  if (one.verdict === "skipped") return `${minuteOf(one.slot.at)} ${one.reason}`;
  return `${minuteOf(one.at)} ${one.reason} ${one.rule ?? "-"}`;
}

const minuteOf = (instant: number) => (instant - START) / MINUTE;

describe("P1–P3: slots around pauses that nobody decided meanwhile", () => {
  it("decides those up to the beginning as at that moment, those inside at the end, the rest as of now", () => {
    const decided = decide(12, [pause(2, 8)], { policy: "skip" });
    expect(rows(decided)).toEqual([
      "1 open",
      "2 open",
      "3 paused skip",
      "4 paused skip",
      "5 paused skip",
      "6 paused skip",
      "7 paused skip",
      "8 misfire skip",
      "9 misfire skip",
      "10 misfire skip",
      "11 open",
      "12 open",
    ]);
    expect(decided).toMatchObject({ decidedUntil: minute(12), open: [] });
  });

  it("stops at the beginning of a pause that goes on", () => {
    const open = pause(2, null);
    const decided = decide(12, [open]);
    expect(rows(decided)).toEqual(["1 open", "2 open"]);
    expect(decided).toMatchObject({ decidedUntil: minute(2), open: [open] });
    expect(rows(decide(12, [open], { since: 2 }))).toEqual([]);
  });

  it("lets the choice of whoever resumed go before the job's policy, pause by pause", () => {
    const pauses = [pause(0, 4, { missed: "skip" }), pause(4, 8, { missed: "latest" })];
    const decided = decide(8, pauses);
    expect(rows(decided)).toEqual([
      "1 paused skip",
      "2 paused skip",
      "3 paused skip",
      "4 open",
      "5 paused -",
      "6 paused -",
      "7 catch up",
      "8 open",
    ]);
    expect(decided.stretches.map(({ missed }) => missed)).toContain("latest");
  });

  it("takes pauses that overlap for one, ended by the last of them", () => {
    const own = pause(1, 4, { of: "job", missed: "all" });
    const project = pause(3, 6, { missed: "skip" });
    expect(rows(decide(6, [project, own]))).toEqual([
      "1 open",
      "2 paused skip",
      "3 paused skip",
      "4 paused skip",
      "5 paused skip",
      "6 open",
    ]);
    expect(rows(decide(6, [own, pause(3, null)]))).toEqual(["1 open"]);
  });

  it("says of each slot in whose pause it lies", () => {
    const own = pause(0, 3, { of: "job", by: "ada", note: "why" });
    const decided = decide(6, [own, pause(2, 6, { by: "bob" })], { policy: "skip" });
    const facts = decided.stretches.flatMap(({ decisions }) =>
      decisions.flatMap((one) => (one.verdict === "missed" ? (one.pause ?? []) : [])),
    );
    expect(facts.map(({ of, by, since, endedAt }) => `${of} ${by} ${since} ${endedAt}`)).toEqual([
      "job ada 2026-01-01T10:00:00.000Z 2026-01-01T10:06:00.000Z",
      "job ada 2026-01-01T10:00:00.000Z 2026-01-01T10:06:00.000Z",
      ...Array(3).fill("project bob 2026-01-01T10:02:00.000Z 2026-01-01T10:06:00.000Z"),
    ]);
  });

  it("ends a pause by itself at its `until`, however late that is noticed", () => {
    const until = { until: minute(3) };
    const late = decide(20, [pause(0, 15, { ...until, missed: "skip" })], { policy: "latest" });
    expect(rows(late).slice(0, 4)).toEqual([
      "1 paused -",
      "2 catch up",
      "3 misfire window",
      "4 misfire window",
    ]);
    expect(rows(decide(20, [pause(0, null, until)], { policy: "latest" }))).toEqual(rows(late));
    expect(rows(decide(2, [pause(0, null, until)]))).toEqual([]);
  });

  it("passes over what was decided before, and over a pause that begins later than now", () => {
    expect(rows(decide(6, [pause(1, 4)], { since: 3 }))).toEqual(
      ["4 open", "5 open", "6 open"].map(late),
    );
    expect(rows(decide(2, [pause(3, null)]))).toEqual(["1 open", "2 open"]);
    expect(rows(decide(2, [pause(2, null)]))).toEqual(["1 open", "2 open"]);
    expect(decide(2, [pause(2, null)]).open).toHaveLength(1);
  });
});

/** In a pass at minute six, slot four is older than the grace. */
const late = (text: string) => text.replace("4 open", "4 catch up");

type Span = { readonly from: number; readonly to: number; readonly missed: Pause["missed"] };

/** The rules read out slot by slot, in minutes. */
function byTheRules(now: number, pauses: readonly Pause[], rules: MisfirePolicy): string[] {
  const spans = pauses.map(({ from, resumedAt, missed }) => ({
    from: minuteOf(from),
    to: resumedAt === null ? Number.POSITIVE_INFINITY : minuteOf(resumedAt),
    missed,
  }));
  const slots = Array.from({ length: now }, (_, index) => {
    const paused = covers(spans, index + 1);
    const judgedAt = paused ? endAfter(spans, index + 1) : beginAfter(spans, index + 1, now);
    return { slot: index + 1, paused, judgedAt };
  });
  const decided = slots.filter(({ judgedAt }) => judgedAt !== Number.POSITIVE_INFINITY);
  const together = Map.groupBy(decided, ({ paused, judgedAt }) => `${paused} ${judgedAt}`);
  const fates = [...together.values()].flatMap((group) => {
    const { paused, judgedAt } = group[0] ?? { paused: false, judgedAt: 0 };
    const chosen = spans.find(({ to, missed }) => paused && to === judgedAt && missed !== null);
    const policy = chosen?.missed ?? rules.policy;
    return judge(
      group.map(({ slot }) => slot),
      { judgedAt, paused, rules: { ...rules, policy } },
    );
  });
  return fates.toSorted(([left], [right]) => left - right).map(([slot, text]) => `${slot} ${text}`);
}

function covers(spans: readonly Span[], moment: number): boolean {
  return spans.some(({ from, to }) => from < moment && moment < to);
}

/** The end of the last of the pauses that overlap around a slot. */
function endAfter(spans: readonly Span[], slot: number): number {
  const around = spans.filter(({ from, to }) => from < slot && slot < to);
  let end = Math.max(...around.map(({ to }) => to));
  while (covers(spans, end))
    end = Math.max(...spans.filter(({ from }) => from < end).map(({ to }) => to));
  return end;
}

/** The beginning of the next pause, which a slot outside of all is judged at; else now. */
function beginAfter(spans: readonly Span[], slot: number, now: number): number {
  const begins = spans
    .map(({ from }) => from)
    .filter((from) => from >= slot && !covers(spans, from));
  return Math.min(now, ...begins);
}

/** M2, M3 and P3 for slots that are judged together. */
function judge(
  slots: readonly number[],
  { judgedAt, paused, rules }: { judgedAt: number; paused: boolean; rules: MisfirePolicy },
): [number, string][] {
  const { policy, maxRuns, windowSeconds, graceSeconds } = rules;
  const age = (slot: number) => (judgedAt - slot) * 60;
  const isOld = (slot: number) => age(slot) > windowSeconds;
  const isOnTime = (slot: number) => !paused && age(slot) <= graceSeconds;
  const misfired = slots.filter((slot) => !isOld(slot) && !isOnTime(slot));
  const goOn: readonly number[] = {
    skip: [],
    latest: slots.some(isOnTime) ? [] : misfired.slice(-1),
    all: misfired.slice(-maxRuns),
  }[policy];
  const left = { skip: "misfire skip", latest: "coalesced -", all: "misfire cap" }[policy];
  return slots.map((slot) => {
    if (isOnTime(slot)) return [slot, "open"];
    if (goOn.includes(slot)) return [slot, "catch up"];
    const text = isOld(slot) ? "misfire window" : left;
    return [slot, paused ? text.replace(/misfire|coalesced/, "paused") : text];
  });
}

const policy = fc.constantFrom("skip", "latest", "all");

/** Pauses of a project one after the other, and one of the job's own across them. */
const somePauses = fc
  .tuple(
    fc.array(fc.integer({ min: 1, max: 80 }), { maxLength: 6 }),
    fc.tuple(fc.integer({ min: 0, max: 80 }), fc.integer({ min: 1, max: 40 })),
    fc.array(fc.option(policy), { minLength: 4, maxLength: 4 }),
  )
  .map(([edges, [from, length], choices]) => {
    const ordered = [...new Set(edges)].toSorted((left, right) => left - right);
    const project: Pause[] = [];
    for (let at = 0; at < ordered.length; at += 2)
      project.push(
        pause(ordered[at] ?? 0, ordered[at + 1] ?? null, {
          missed: ordered[at + 1] ? (choices[at / 2] ?? null) : null,
        }),
      );
    return [
      ...project,
      pause(from, from + length + 0.5, { of: "job", missed: choices[3] ?? null }),
    ];
  });

describe("decideUpTo", () => {
  it("agrees with the rules read out slot by slot", () => {
    fc.assert(
      fc.property(somePauses, policy, (pauses, chosen) => {
        const rules = { ...RULES, policy: chosen };
        expect(rows(decide(121, pauses, rules))).toEqual(byTheRules(121, pauses, rules));
      }),
      { numRuns: 500 },
    );
  });

  it("makes the same rows whether it is asked at every edge or once at the end", () => {
    fc.assert(
      fc.property(somePauses, policy, (pauses, chosen) => {
        const edges = pauses.flatMap(({ from, resumedAt }) => [
          from,
          ...(resumedAt === null ? [] : [resumedAt]),
        ]);
        let decidedUntil = START;
        const seen: string[] = [];
        for (const now of [...edges, minute(121)].toSorted((left, right) => left - right)) {
          const known = pauses
            .filter(({ from }) => from <= now)
            .map((one) =>
              one.resumedAt !== null && one.resumedAt > now ? { ...one, resumedAt: null } : one,
            );
          const misfire = { ...RULES, policy: chosen };
          const step = decideUpTo({
            schedule: minutely,
            decidedUntil,
            now,
            misfire,
            pauses: known,
          });
          seen.push(...rows(step));
          decidedUntil = step.decidedUntil;
        }
        const asked = rows(decide(121, pauses, { policy: chosen }));
        expect(seen.map(slotOf)).toEqual(asked.map(slotOf));
        expect(seen.filter(isOfPause)).toEqual(asked.filter(isOfPause));
      }),
      { numRuns: 300 },
    );
  });
});

const slotOf = (text: string) => text.split(" ")[0];
const isOfPause = (text: string) => text.includes("paused");
