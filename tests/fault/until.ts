import { setTimeout as sleep } from "node:timers/promises";

const LOOK_MS = 20;

/** Looks until `found` answers something other than null or undefined, and answers it. Throws after `limitMs`. */
export async function until<T>(
  what: string,
  limitMs: number,
  found: () => Promise<T | null | undefined> | T | null | undefined,
): Promise<T> {
  const end = performance.now() + limitMs;
  for (;;) {
    const value = await found();
    if (value !== null && value !== undefined) return value;
    if (performance.now() > end) throw new Error(`Waited ${limitMs} ms in vain: ${what}`);
    await sleep(LOOK_MS);
  }
}

/** Looks until `holds` says yes. Throws after `limitMs`. */
export async function untilTrue(
  what: string,
  limitMs: number,
  holds: () => Promise<boolean> | boolean,
): Promise<void> {
  await until(what, limitMs, async () => ((await holds()) ? true : null));
}
