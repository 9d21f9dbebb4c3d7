import { durationText } from "../../lib/client/format-time.ts";
import type { RunView } from "../../lib/contracts/run.ts";

type Decision = NonNullable<RunView["decision"]>;

/** One thing a row was decided on: words, moments and runs are told apart for those who show them. */
export type DecisionFact = {
  readonly name: string;
  readonly text?: string;
  /** An instant as the API writes it. */
  readonly at?: string;
  readonly runId?: string;
};

/** What a row of the ledger was decided on, in the order in which it was asked. */
export function decisionFacts(decision: Decision): DecisionFact[] {
  return [
    ...calendarFacts(decision),
    ...pauseFacts(decision),
    ...misfireFacts(decision),
    ...overlapFacts(decision),
    ...(decision.waits ?? []).flatMap(waitFacts),
    ...runFact("Made room for", decision.replacedBy),
    ...jitterFacts(decision),
  ];
}

function calendarFacts({ calendar, name, movedFrom }: Decision): DecisionFact[] {
  return [
    ...(calendar === undefined ? [] : [{ name: "Calendar", text: `${calendar}: ${name ?? ""}` }]),
    ...(movedFrom === undefined ? [] : [{ name: "Moved from", at: movedFrom }]),
  ];
}

function pauseFacts({ pause }: Decision): DecisionFact[] {
  if (pause === undefined) return [];
  const of = pause.of === "job" ? "The job" : "The project";
  return [
    { name: `${of} was paused`, at: pause.since },
    { name: "The pause ended", at: pause.endedAt },
    ...(pause.note === null ? [] : [{ name: "Its note", text: pause.note }]),
  ];
}

function misfireFacts({ misfire, catchUp, coalescedInto }: Decision): DecisionFact[] {
  if (misfire === undefined) return [];
  const { ageSeconds, graceSeconds, windowSeconds, maxRuns, policy } = misfire;
  const limits = [
    graceSeconds === null
      ? "no slot of a pause is on time"
      : `on time up to ${seconds(graceSeconds)}`,
    `too old after ${seconds(windowSeconds)}`,
    ...(policy === "all" ? [`at most ${maxRuns} catch up`] : []),
  ];
  return [
    { name: "Late when it was judged", text: seconds(ageSeconds) },
    { name: "Rule for missed slots", text: `${policy}: ${limits.join(", ")}` },
    ...(catchUp === undefined ? [] : [{ name: "Catch-up run", text: CATCH_UP[catchUp] }]),
    ...runFact("Stands for it", coalescedInto),
  ];
}

const CATCH_UP = { latest: "the newest of the missed slots", all: "one of several, one at a time" };

function overlapFacts({ overlap, inTheWay }: Decision): DecisionFact[] {
  if (overlap === undefined) return [];
  const { policy, limit, active, held } = overlap;
  const most = limit === null ? "no limit" : `limit ${limit}`;
  const waiting = held === 0 ? "" : `, ${held} of them waiting`;
  return [
    { name: "Overlap rule", text: `${policy}, ${most}` },
    { name: "Active runs it met", text: `${active}${waiting}` },
    ...runFact("In the way", inTheWay),
  ];
}

function waitFacts(wait: NonNullable<Decision["waits"]>[number]): DecisionFact[] {
  const { group } = wait;
  const what = group === undefined ? "the run before it" : `a place in group ${group.key}`;
  const took =
    wait.until === null ? "still" : durationText(Date.parse(wait.until) - Date.parse(wait.since));
  return [
    { name: `Waited for ${what}`, text: took },
    ...(group === undefined
      ? []
      : [{ name: "Places taken", text: `${group.taken} of ${group.limit}` }]),
    ...runFact("Held by", wait.behind),
  ];
}

function jitterFacts({ jitterMs }: Decision): DecisionFact[] {
  return jitterMs === undefined ? [] : [{ name: "Start spread by", text: durationText(jitterMs) }];
}

function runFact(name: string, runId: string | undefined): DecisionFact[] {
  return runId === undefined ? [] : [{ name, runId }];
}

function seconds(count: number): string {
  return durationText(count * 1_000);
}
