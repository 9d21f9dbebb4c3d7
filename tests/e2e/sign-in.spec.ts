import { expect } from "@playwright/test";
import { ADMIN_EMAIL, ADMIN_PASSWORD, fillSignIn, signIn, test } from "./support/console.ts";

test("a visitor is asked to sign in and lands where they wanted to go", async ({ page }) => {
  await page.goto("/jobs?status=paused");
  await expect(page).toHaveURL(/\/sign-in\?to=/);
  await fillSignIn(page, ADMIN_EMAIL, ADMIN_PASSWORD);
  await expect(page).toHaveURL(/\/jobs\?status=paused$/);
  await expect(page.getByRole("heading", { name: "Jobs" })).toBeVisible();
});

test("a wrong password is refused without losing the address", async ({ page }) => {
  await page.goto("/sign-in");
  await fillSignIn(page, "nobody@punctual.test", "not the password");
  await expect(page.getByRole("main").getByRole("alert")).toContainText("wrong");
  await expect(page.getByLabel("E-mail")).toHaveValue("nobody@punctual.test");
});

test("signing out ends the session on the server", async ({ page, context }) => {
  await signIn(page);
  const before = await context.cookies();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  await context.addCookies(before);
  await page.goto("/jobs");
  await expect(page).toHaveURL(/\/sign-in/);
});

test("where registration is open, an account is made and signed in at once", async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Create an account" }).click();
  await page.getByLabel("Name").fill("Grace");
  await page.getByLabel("E-mail").fill(`grace-${Date.now()}@punctual.test`);
  await page.getByLabel("Password").fill("a long enough password");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();
  await expect(page.getByRole("complementary").getByText("Grace", { exact: true })).toBeVisible();
});
