import { expect, it } from "vitest";
import { safeTarget } from "./safe-target.ts";

it.each([
  ["/jobs?status=paused", "/jobs?status=paused"],
  ["", "/"],
  ["https://evil.example", "/"],
  ["//evil.example/x", "/"],
  ["/\\evil.example", "/"],
  ["/\t/evil.example", "/"],
  ["javascript:alert(1)", "/"],
])("%j leads to %j", (target, safe) => {
  expect(safeTarget(target)).toBe(safe);
});
