import type { Instant } from "./types.ts";

/** Job id that `H` and jitter use while there is no job yet (X5). */
export const NO_JOB = "00000000-0000-0000-0000-000000000000";

/**
 * The spreading hash of rules X5 and J1: MurmurHash3's fmix32 over FNV-1a-32 of the UTF-8 text; an unsigned 32-bit number.
 * FNV-1a alone ties the minute to the hour, because the texts differ in their last letters only.
 */
export function spreadHash(text: string): number {
  let h = 0x811c_9dc5;
  for (const byte of new TextEncoder().encode(text)) h = Math.imul(h ^ byte, 0x0100_0193);
  h = Math.imul(h ^ (h >>> 16), 0x85eb_ca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2_ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * Milliseconds by which the start of a slot's run is spread (J1): the same for the same job and slot, between 0 and
 * `jitterSeconds` inclusive. The slot itself never moves.
 */
export function jitterMs(jobId: string, scheduledFor: Instant, jitterSeconds: number): number {
  if (jitterSeconds <= 0) return 0;
  const at = new Date(scheduledFor).toISOString();
  return spreadHash(`jitter|${jobId}|${at}`) % (Math.round(1_000 * jitterSeconds) + 1);
}
