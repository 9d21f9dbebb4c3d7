import type { JsonObject } from "../json.ts";
import type { Instant } from "../schedule/types.ts";
import { commonData, failedWith, originClause } from "./phrases.ts";
import type { Asked, PoolFacts } from "./run-facts.ts";
import type { Release, RunWhyCode, Verdict } from "./verdict.ts";
import { countWords, iso, sentence, thousands } from "./words.ts";

/** What is the matter with the workers of a pool. */
type Trouble = "no_worker" | "workers_draining" | "workers_full" | "starting";

/** A run that may start is taken within a beat of the workers; after that something is in its way. Milliseconds. */
const A_MOMENT_MS = 15_000;

/** Why a run that may start since `due` has not been taken by a worker. */
export function whyNoWorkerYet(asked: Asked, due: Instant): Verdict<RunWhyCode> {
  const { run, clock, now } = asked;
  const pool = asked.pool ?? noWorkers(run);
  const code = troubleOf(pool);
  return {
    code,
    rule: null,
    summary: sentence(
      `${before(asked)}due since ${clock(due)}`,
      ...troubleWords(asked, pool, code, now - due),
      startTimeoutClause(asked, due),
      originClause(asked),
    ),
    data: {
      ...commonData(asked),
      dueSince: iso(due),
      waitingMs: now - due,
      startTimeoutAt: iso(startTimeoutAt(asked, due)),
      pool: poolData(pool),
    },
    release: releaseOf(pool, code),
  };
}

function noWorkers({ pool, needs, task }: Asked["run"]): PoolFacts {
  return { pool, needs, task, live: 0, draining: 0, slots: 0, slotsUsed: 0, lastSeen: null };
}

function troubleOf({ live, draining, slots, slotsUsed }: PoolFacts): Trouble {
  if (live === 0) return "no_worker";
  if (draining === live) return "workers_draining";
  return slotsUsed >= slots ? "workers_full" : "starting";
}

/** What went before, when this is not the first attempt. */
function before({ run, lastAttempt }: Asked): string {
  if (run.attempt === 0 || lastAttempt === null) return "Waiting for a worker, ";
  return `Attempt ${lastAttempt.attempt} ${failedWith(lastAttempt)}; the next one is waiting for a worker, `;
}

function troubleWords(
  { clock }: Asked,
  pool: PoolFacts,
  code: Trouble,
  waitedMs: number,
): readonly string[] {
  const { lastSeen } = pool;
  const { one, many } = wordsFor(pool);
  switch (code) {
    case "no_worker":
      return lastSeen === null
        ? [`no ${one} serves pool ${pool.pool}`]
        : [
            `no ${one} of pool ${pool.pool} is alive`,
            `the last one, ${lastSeen.name}, was heard of at ${clock(lastSeen.at)}`,
          ];
    case "workers_draining":
      return [
        pool.live === 1
          ? `the only live ${one} of pool ${pool.pool} is draining and takes no new runs`
          : `all ${pool.live} live ${many} of pool ${pool.pool} are draining and take no new runs`,
      ];
    case "workers_full":
      return [fullWords(pool)];
    case "starting":
      return [freeWords(pool, waitedMs)];
  }
}

function fullWords(facts: PoolFacts): string {
  const { pool, live, draining, slots } = facts;
  const { one, many } = wordsFor(facts);
  const working = `${thousands(live - draining)} live ${live - draining === 1 ? one : many}`;
  return slots === 1
    ? `the only slot of pool ${pool} is in use`
    : `all ${thousands(slots)} slots of the ${working} of pool ${pool} are in use`;
}

function freeWords({ pool, slots, slotsUsed }: PoolFacts, waitedMs: number): string {
  const free = `${thousands(slots - slotsUsed)} of ${countWords(slots, "slot")} of pool ${pool}`;
  return waitedMs <= A_MOMENT_MS
    ? `${free} are free, so it starts in a moment`
    : `${free} were free at the last heartbeats, so a worker should take it with its next look`;
}

/** When the start timeout of a run due since then is over; null without one. */
export function startTimeoutAt({ run }: Asked, due: Instant): Instant | null {
  const { startTimeoutSeconds } = run;
  return startTimeoutSeconds === null ? null : due + startTimeoutSeconds * 1_000;
}

/** The same in words. */
export function startTimeoutClause(asked: Asked, due: Instant): string | null {
  const at = startTimeoutAt(asked, due);
  return at === null ? null : `it fails at ${asked.clock(at)} if nothing starts it by then`;
}

const RELEASES: { readonly [T in Trouble]: (worker: string) => Release } = {
  no_worker: (worker) => release("worker", `${capital(worker)} starts.`),
  workers_draining: (worker) =>
    release("worker", `${capital(worker)} starts, or one stops draining.`),
  workers_full: (worker) =>
    release("slot_free", `A run on ${worker} ends, or another worker starts.`),
  starting: () => release("worker", "A worker takes it."),
};

function releaseOf(facts: PoolFacts, code: Trouble): Release {
  const { one } = wordsFor(facts);
  const article = facts.task === null ? "a" : "an";
  return RELEASES[code](`${article} ${one} of pool ${facts.pool}`);
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** What the workers that could take the run are called. */
function wordsFor({ needs, task }: PoolFacts): { readonly one: string; readonly many: string } {
  if (task !== null)
    return { one: `external worker for task ${task}`, many: `external workers for task ${task}` };
  const having = needs === null ? "" : ` with ${needs}`;
  return { one: `worker${having}`, many: `workers${having}` };
}

function release(code: string, summary: string): Release {
  return { code, summary, at: null };
}

/** Workers as data. */
export function poolData({ lastSeen, pool, ...rest }: PoolFacts): JsonObject {
  return {
    name: pool,
    ...rest,
    lastSeen: lastSeen && { name: lastSeen.name, at: iso(lastSeen.at) },
  };
}
