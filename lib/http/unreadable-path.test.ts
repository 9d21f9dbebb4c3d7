import { expect, it } from "vitest";
import { isReadablePath } from "./unreadable-path.ts";

it.each([
  ["/jobs?q=%E0%A4%A", true],
  ["/jobs/%C3%A4%2F", true],
  ["/%E0%A4%A", false],
  ["/api/v1/jobs/%", false],
  ["/%c0%af", false],
  ["", true],
])("reads %j: %s", (url, readable) => {
  expect(isReadablePath(url)).toBe(readable);
});
