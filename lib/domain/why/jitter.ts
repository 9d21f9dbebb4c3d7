import { secondsWords } from "./words.ts";

/** Why a run does not start at its slot (J1). */
export function jitterWords(jitterSeconds: number): string {
  return `the schedule spreads its starts over ${secondsWords(jitterSeconds)}`;
}
