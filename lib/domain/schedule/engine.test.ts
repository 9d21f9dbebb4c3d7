import { expect, it } from "vitest";
import { makeCase } from "./testing/cases.ts";
import { asTest, differenceIn } from "./testing/difference.ts";

// Twice this many are compared; `npm run test:time` does fifty times as many with another seed each time.
const CASES = 1_250;

it.each([1, 2])(
  "agrees with the slow reference in the cases of seed %i",
  { timeout: 60_000 },
  (seed) => {
    for (let i = 0; i < CASES; i++) {
      const one = makeCase(seed, i);
      const difference = differenceIn(one);
      expect(difference === null ? "" : `case ${i}: ${difference}\n${asTest(one)}`).toBe("");
    }
  },
);
