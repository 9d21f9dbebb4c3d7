import { exchangeOf } from "../rabbitmq.ts";
import type { Instant } from "../schedule/types.ts";
import { commonData, failedWith, originClause } from "./phrases.ts";
import type { Asked, PoolFacts } from "./run-facts.ts";
import type { RunWhyCode, Verdict } from "./verdict.ts";
import { poolData, startTimeoutAt, startTimeoutClause } from "./why-no-worker.ts";
import { iso, sentence } from "./words.ts";

/** A message that may go is published within a beat; after that something is in its way. Milliseconds. */
const A_MOMENT_MS = 15_000;

/** Why a run of RabbitMQ that may start since `due` has not been begun by a consumer. */
export function whyNotBegun(
  asked: Asked,
  { key, isPublished }: NonNullable<Asked["run"]["broker"]>,
  due: Instant,
): Verdict<RunWhyCode> {
  const { pool, clock, now } = asked;
  const exchange = exchangeOf(key);
  const isAlone = pool === null || pool.live === 0;
  const going = isPublished
    ? [`published to ${exchange}, and no consumer has reported it running`]
    : [];
  const stuck =
    now - due <= A_MOMENT_MS
      ? `it is published to ${exchange} in a moment`
      : "no worker could publish it yet: RabbitMQ does not answer, or refuses it";
  return {
    code: codeOf(isAlone, isPublished),
    rule: null,
    summary: sentence(
      `${before(asked)}due since ${clock(due)}`,
      ...going,
      ...(isAlone ? noWorkerWords(asked) : isPublished ? [] : [stuck]),
      startTimeoutClause(asked, due),
      originClause(asked),
    ),
    data: {
      ...commonData(asked),
      dueSince: iso(due),
      waitingMs: now - due,
      startTimeoutAt: iso(startTimeoutAt(asked, due)),
      exchange,
      isPublished,
      workers: pool && poolData(pool),
    },
    release: {
      code: isAlone ? "worker" : isPublished ? "consumer" : "broker",
      summary: isAlone
        ? "A worker with RABBITMQ_URL starts."
        : isPublished
          ? "A consumer reports it running."
          : "RabbitMQ takes its message.",
      at: null,
    },
  };
}

function codeOf(isAlone: boolean, isPublished: boolean): RunWhyCode {
  if (isAlone) return "no_worker";
  return isPublished ? "published" : "starting";
}

function before({ run, lastAttempt }: Asked): string {
  const waiting = run.broker?.isPublished ? "waiting for a consumer" : "waiting to be published";
  if (run.attempt === 0 || lastAttempt === null)
    return `${waiting.charAt(0).toUpperCase()}${waiting.slice(1)}, `;
  return `Attempt ${lastAttempt.attempt} ${failedWith(lastAttempt)}; the next one is ${waiting}, `;
}

function noWorkerWords({ pool, clock }: Asked): string[] {
  return ["no worker with RABBITMQ_URL is alive", ...lastSeenWords(pool, clock)];
}

function lastSeenWords(pool: PoolFacts | null, clock: Asked["clock"]): string[] {
  const lastSeen = pool?.lastSeen ?? null;
  if (lastSeen === null) return [];
  return [`the last one, ${lastSeen.name}, was heard of at ${clock(lastSeen.at)}`];
}
