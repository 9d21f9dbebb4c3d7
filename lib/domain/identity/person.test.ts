import { describe, expect, it } from "vitest";
import { personIn } from "./person.ts";

const RULE = { emailClaim: "email", trustEmail: false, allowedDomains: [] };
const ADA = { email: "Ada@Example.com", email_verified: true, name: "Ada" };

describe("personIn", () => {
  it("takes address and name", () => {
    expect(personIn(ADA, RULE)).toEqual({ email: "Ada@Example.com", name: "Ada" });
    const { name: _, ...nameless } = ADA;
    expect(personIn({ ...nameless, preferred_username: "ada" }, RULE)).toMatchObject({
      name: "ada",
    });
  });

  it.each([
    [true, false, "let in"],
    ["true", false, "let in"],
    [false, false, "email_unverified"],
    [false, true, "email_unverified"],
    ["false", true, "email_unverified"],
    [undefined, false, "email_unverified"],
    [undefined, true, "let in"],
    [null, true, "email_unverified"],
    [1, false, "email_unverified"],
  ])("with email_verified %j and trust %j is %s", (said, trustEmail, expected) => {
    const person = personIn({ ...ADA, email_verified: said }, { ...RULE, trustEmail });
    expect(typeof person === "string" ? person : "let in").toBe(expected);
  });

  it("does not take the word on email for another claim", () => {
    const claims = { ...ADA, upn: "root@example.com" };
    const rule = { ...RULE, emailClaim: "upn" };
    expect(personIn(claims, rule)).toBe("email_unverified");
    expect(personIn(claims, { ...rule, trustEmail: true })).toMatchObject({
      email: "root@example.com",
    });
  });

  it.each([
    ["ada@example.com", "let in"],
    ["ada@EXAMPLE.com", "let in"],
    ["ada@sub.example.com", "domain_not_allowed"],
    ["ada@example.com.evil.example", "domain_not_allowed"],
    ["ada", "email_missing"],
    ["ada@evil.example@example.com", "email_missing"],
    ["ada@example.com\nbcc: all@example.com", "email_missing"],
    [`${"a".repeat(250)}@example.com`, "email_missing"],
    [undefined, "email_missing"],
    [["ada@example.com"], "email_missing"],
  ])("with the address %j is %s", (email, expected) => {
    const person = personIn({ ...ADA, email }, { ...RULE, allowedDomains: ["example.com"] });
    expect(typeof person === "string" ? person : "let in").toBe(expected);
  });
});
