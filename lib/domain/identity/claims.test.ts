import { expect, it } from "vitest";
import { claimAt, textAt, textsAt } from "./claims.ts";

const CLAIMS = {
  groups: ["ops", 7, "dev"],
  group: "ops",
  realm_access: { roles: ["admin"] },
  "https://punctual.example/roles": ["viewer"],
  "a.b": "literal",
  a: { b: "nested" },
  blank: " ",
};

it.each([
  ["groups", ["ops", "dev"]],
  ["group", ["ops"]],
  ["realm_access.roles", ["admin"]],
  ["https://punctual.example/roles", ["viewer"]],
  ["a.b", ["literal"]],
  ["realm_access.roles.0", []],
  ["realm_access.none", []],
  ["group.length", []],
  ["constructor", []],
  ["__proto__.x", []],
])("reads the texts at %s", (path, expected) => {
  expect(textsAt(CLAIMS, path)).toEqual(expected);
});

it("tells absent and blank from a text", () => {
  expect(claimAt(CLAIMS, "none")).toBeUndefined();
  expect(textAt(CLAIMS, "blank")).toBeNull();
  expect(textAt(CLAIMS, "groups")).toBeNull();
});
