import { setTimeout as sleep } from "node:timers/promises";

const PATIENCE_MS = 120_000;
const LOOK_MS = 100;

/** Waits until `GET /api/health/ready` answers 200. Throws with its last answer when it does not. */
export async function untilReady(url: string, signal: AbortSignal): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  let last = "no answer";
  while (performance.now() < until) {
    signal.throwIfAborted();
    const answer = await look(url);
    if (answer === null) return;
    last = answer;
    await sleep(LOOK_MS, undefined, { signal });
  }
  throw new Error(`Punctual is not ready after ${PATIENCE_MS / 1000} s: ${last}`);
}

/** What stands in the way, or `null` when nothing does. */
async function look(url: string): Promise<string | null> {
  try {
    const answer = await fetch(`${url}/api/health/ready`, { signal: AbortSignal.timeout(5000) });
    return answer.ok ? null : `${answer.status} ${(await answer.text()).slice(0, 500)}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
