import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bitAtOrAfter, bitBefore, bitCount, bitsBefore, bitsOf, hasBit } from "./bits.ts";

const members = fc.uniqueArray(fc.integer({ min: 0, max: 59 }));
const bound = fc.integer({ min: 0, max: 60 });

describe("sets of 0 to 59", () => {
  it("answer as a sorted list would", () => {
    fc.assert(
      fc.property(members, bound, (values, n) => {
        const bits = bitsOf(values);
        const sorted = values.toSorted((a, b) => a - b);
        expect(hasBit(bits, n)).toBe(values.includes(n));
        expect(bitCount(bits)).toBe(values.length);
        expect(bitAtOrAfter(bits, n)).toBe(sorted.find((v) => v >= n) ?? -1);
        expect(bitBefore(bits, n)).toBe(sorted.findLast((v) => v < n) ?? -1);
        expect(bitsBefore(bits, n)).toBe(sorted.filter((v) => v < n).length);
      }),
      { numRuns: 2_000 },
    );
  });
});
