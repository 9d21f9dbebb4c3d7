import { expect, it } from "vitest";
import { mergeClaims } from "./merge-claims.ts";

const A = "a@example.com";
const B = "b@example.com";

it("adds what the ID token leaves out, and changes nothing it says", () => {
  const merged = mergeClaims(
    { sub: "1", iss: "x" },
    { sub: "1", iss: "y", name: "Ada", groups: ["g"] },
  );
  expect(merged).toEqual({ sub: "1", iss: "x", name: "Ada", groups: ["g"] });
});

it.each([
  [{ email: A, email_verified: true }, {}, { email: A, email_verified: true }],
  [{}, { email: B, email_verified: true }, { email: B, email_verified: true }],
  [{ email: A, email_verified: true }, { email: B }, { email: A, email_verified: true }],
  // The word on another address, or on none, is not taken.
  [{ email: A }, { email: B, email_verified: true }, { email: A }],
  [{ email_verified: true }, { email: B }, { email: B }],
  [
    { email_verified: false },
    { email: B, email_verified: true },
    { email: B, email_verified: false },
  ],
  [
    { email: A, email_verified: true },
    { email_verified: "false" },
    { email: A, email_verified: false },
  ],
])("of %j and %j are %j", (idToken, userinfo, expected) => {
  expect(mergeClaims(idToken, userinfo)).toEqual(expected);
});
