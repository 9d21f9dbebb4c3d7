import { makeCase } from "../../lib/domain/schedule/testing/cases.ts";
import { asTest, differenceIn } from "../../lib/domain/schedule/testing/difference.ts";
import type { Finding } from "./finding.ts";

const SHOWN = 5;

/** Compares the engine with the reference in `count` cases of a seed, or in the one numbered `only`. */
export function compareCases(seed: number, count: number, only: number | null): Finding {
  const problems: string[] = [];
  const seen = { slots: 0, noted: 0, zones: new Set<string>() };
  let differences = 0;
  for (let i = only ?? 0; i < (only === null ? count : only + 1); i++) {
    const one = makeCase(seed, i);
    seen.slots += one.slots.length;
    seen.noted += one.slots.some(({ notes }) => notes.length > 0) ? 1 : 0;
    seen.zones.add(one.schedule.timeZone);
    const difference = differenceIn(one);
    if (difference === null) continue;
    differences += 1;
    if (differences > SHOWN) continue;
    problems.push(`case ${i} of seed ${seed}: ${difference}\n${asTest(one)}`);
  }
  const cases = only === null ? count : 1;
  return {
    figures: `${words(cases)} cases of seed ${seed}, ${words(differences)} differences (${words(seen.slots)} slots, ${seen.zones.size} zones, ${words(seen.noted)} cases with a clock change)`,
    problems,
  };
}

function words(count: number): string {
  return count.toLocaleString("en-US");
}
