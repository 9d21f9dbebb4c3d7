import { expect, it } from "vitest";
import { tokenBuckets } from "./token-bucket.ts";

it("gives a minute's worth at once, then evenly", () => {
  const buckets = tokenBuckets(60);
  for (let n = 0; n < 60; n += 1) expect(buckets.take("a", 0)).toBe(0);
  expect(buckets.take("a", 0)).toBeCloseTo(1);
  expect(buckets.take("a", 999)).toBeGreaterThan(0);
  expect(buckets.take("a", 1000)).toBe(0);
  expect(buckets.take("a", 1000)).toBeCloseTo(1);
});

it("keeps callers apart, and never more than a minute's worth", () => {
  const buckets = tokenBuckets(2);
  expect([buckets.take("a", 0), buckets.take("a", 0)]).toEqual([0, 0]);
  expect(buckets.take("b", 0)).toBe(0);
  const later = 10 * 60_000;
  expect([buckets.take("a", later), buckets.take("a", later)]).toEqual([0, 0]);
  expect(buckets.take("a", later)).toBeCloseTo(30);
});

it("takes nothing by asking", () => {
  const buckets = tokenBuckets(1);
  expect([buckets.wait("a", 0), buckets.wait("a", 0)]).toEqual([0, 0]);
  expect(buckets.take("a", 0)).toBe(0);
  expect(buckets.wait("a", 0)).toBeCloseTo(60);
});
