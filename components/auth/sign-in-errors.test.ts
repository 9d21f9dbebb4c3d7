import { expect, it } from "vitest";
import { signInError } from "./sign-in-errors.ts";

it("has a sentence for what happened, and none for nothing", () => {
  expect(signInError(undefined)).toBeNull();
  expect(signInError("account_disabled")).toMatch(/disabled/);
  expect(signInError("OAuthCallback")).toMatch(/verified/);
});

it("never repeats what stands in an address", () => {
  expect(signInError("<b>Call 555-0100 to unlock</b>")).not.toMatch(/555/);
  expect(signInError("constructor")).toBe(signInError("whatever"));
});
