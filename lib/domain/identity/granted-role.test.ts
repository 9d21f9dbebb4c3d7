import { describe, expect, it } from "vitest";
import { grantedRole, type RoleRule } from "./granted-role.ts";

const RULE: RoleRule = {
  claim: "groups",
  map: [
    { value: "everybody", grant: "viewer" },
    { value: "ops", grant: "operator" },
    { value: "root", grant: "admin" },
    { value: "staff", grant: "member" },
  ],
  otherwise: "member",
};

describe("grantedRole", () => {
  it.each([
    [["root", "everybody"], { role: "admin", projectRole: "owner" }],
    [["everybody", "ops"], { role: "member", projectRole: "operator" }],
    [["staff", "everybody"], { role: "member", projectRole: "viewer" }],
    [["staff"], { role: "member", projectRole: null }],
    [["Root", "root "], { role: "member", projectRole: null }],
    [[], { role: "member", projectRole: null }],
    [undefined, { role: "member", projectRole: null }],
    ["ops", { role: "member", projectRole: "operator" }],
  ])("of %j is %j", (groups, expected) => {
    expect(grantedRole({ groups }, RULE)).toEqual(expected);
  });

  it("is none where nobody without a group may enter", () => {
    const rule: RoleRule = { ...RULE, otherwise: "refuse" };
    expect(grantedRole({ groups: ["guests"] }, rule)).toBeNull();
    expect(grantedRole({ groups: ["staff"] }, rule)).not.toBeNull();
  });
});
