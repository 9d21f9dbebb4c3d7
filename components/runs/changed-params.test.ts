import { expect, it } from "vitest";
import { changedParams } from "./changed-params.ts";

it("sends what differs, whatever the order of members, and names what was emptied", () => {
  const before = { url: "https://a", headers: { x: "1", y: "2" }, body: null, limit: 5 };
  const after = { url: "https://b", headers: { y: "2", x: "1" }, body: null, more: [1] };
  expect(changedParams(before, after)).toEqual({
    params: { url: "https://b", more: [1] },
    emptied: ["limit"],
  });
  expect(changedParams(before, before)).toEqual({ params: {}, emptied: [] });
});
