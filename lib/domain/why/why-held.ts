import type { JsonObject } from "../json.ts";
import { commonData, doing, originClause, runData, runOfJob } from "./phrases.ts";
import type { Asked, OtherRun } from "./run-facts.ts";
import type { Release, RunWhyCode, Verdict } from "./verdict.ts";
import { iso, ordinal, quoted, sentence } from "./words.ts";

/** Runs named one by one; of more, the number. */
const NAMED = 3;

/** Why a run waits for others of its job (O2, O3), and for which. */
export function whyHeldForOverlap(asked: Asked): Verdict<RunWhyCode> {
  const { run, policies, line } = asked;
  const policy = run.overlap ?? policies.overlap;
  const isCatchUp = run.decision.catchUp === "all";
  const limit = isCatchUp && policy !== "allow" ? 1 : policies.maxConcurrentRuns;
  return {
    code: "held_overlap",
    rule: isCatchUp ? "O3" : "O2",
    summary: sentence(
      waitingFor(asked),
      ruleClause(policy, isCatchUp, limit),
      placeClause(asked),
      originClause(asked),
    ),
    data: {
      ...commonData(asked),
      overlap: policy,
      maxConcurrentRuns: limit,
      catchUp: isCatchUp,
      ...aheadData(asked),
      line,
    },
    release: releaseOf(asked),
  };
}

/** Why a run waits for room in its concurrency group, and who has the places. */
export function whyHeldForGroup(asked: Asked): Verdict<RunWhyCode> {
  const { run, groupLimit, ahead } = asked;
  const key = run.concurrencyKey ?? "";
  const group = `concurrency group ${quoted(key)}`;
  const full =
    groupLimit === null
      ? `Waiting for room in ${group}`
      : `Waiting for one of the ${groupLimit} places of ${group}`;
  const single = groupLimit === 1 ? `Waiting for the one place of ${group}` : full;
  const holders =
    ahead.length === 0
      ? null
      : `${ahead.length === 1 ? "it is" : "they are"} taken by ${names(asked)}`;
  return {
    code: "held_concurrency",
    rule: null,
    summary: sentence(single, holders, placeClause(asked), originClause(asked)),
    data: {
      ...commonData(asked),
      group: { key, limit: groupLimit },
      ...aheadData(asked),
      line: asked.line,
    },
    release: releaseOf(asked),
  };
}

function waitingFor(asked: Asked): string {
  const { ahead } = asked;
  return ahead.length === 0
    ? "Nothing is in its way any more, and it is let go in a moment"
    : `Waiting for ${names(asked)}`;
}

function names(asked: Asked): string {
  const { ahead, clock } = asked;
  if (ahead.length > NAMED) return `${ahead.length} runs, the oldest of them ${named(ahead[0])}`;
  return ahead.map((run) => named(run)).join(", and ");

  function named(run: OtherRun | undefined): string {
    return run === undefined ? "another" : `${runOfJob(asked, run)}, ${doing(run, clock)}`;
  }
}

function ruleClause(policy: string, isCatchUp: boolean, limit: number | null): string {
  if (isCatchUp) return "runs that catch up after an outage or pause go one at a time";
  if (policy === "allow") return `the job allows ${limit ?? "any number of"} runs at a time`;
  const several = limit === null || limit === 1 ? "" : `, at ${limit} runs at a time`;
  return `the overlap policy is ${policy}${several}`;
}

function placeClause({ line }: Asked): string | null {
  if (line === null || line.position <= 1) return null;
  return `it is ${ordinal(line.position)} of ${line.of} in line`;
}

function aheadData({ ahead, run }: Asked): JsonObject {
  return { heldBy: run.heldBy, waitingFor: ahead.slice(0, 20).map((other) => runData(other)) };
}

function releaseOf(asked: Asked): Release {
  const { ahead, line, run } = asked;
  const [first, ...others] = ahead;
  if (first === undefined)
    return { code: "next_look", summary: "The next look at held runs lets it go.", at: null };
  const before = (line?.position ?? 1) - 1;
  const those =
    before === 1 ? "the one before it in line has" : `the ${before} before it in line have`;
  const turn = before > 0 ? `, once ${those} gone` : "";
  const what = others.length === 0 ? `Run ${first.id} ends` : "One of these runs ends";
  const expires =
    run.startTimeoutSeconds === null || run.availableAt === null
      ? ""
      : " It fails if that takes longer than its start timeout.";
  return {
    code: "run_ends",
    summary: `${what} or is cancelled${turn}.${expires}`,
    at: iso(null),
  };
}
