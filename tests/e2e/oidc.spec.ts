import { type Browser, expect, type Page } from "@playwright/test";
import { signIn, test } from "./support/console.ts";

const BUTTON = "Continue with the development provider";
const JOB = {
  name: "Not to be",
  template: "http-request",
  params: { method: "GET", url: "http://127.0.0.1:1/" },
  schedule: { kind: "manual" },
};

async function continueAs(page: Page, person: string): Promise<void> {
  await page.getByRole("button", { name: BUTTON }).click();
  await expect(page.getByRole("heading", { name: "Sign in as" })).toBeVisible();
  await page.getByRole("button", { name: person }).click();
}

/** Sets somebody's account as an administrator in a browser of their own. */
async function setDisabled(browser: Browser, email: string, disabled: boolean): Promise<void> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await signIn(page);
  const origin = new URL(page.url()).origin;
  const found = await page.request.get("/api/v1/users", { params: { q: email } });
  const { data } = (await found.json()) as { data: { id: string }[] };
  const answer = await page.request.patch(`/api/v1/users/${data[0]?.id}`, {
    data: { disabled },
    headers: { origin },
  });
  expect(answer.status()).toBe(200);
  await context.close();
}

test("a viewer signs in through the provider, and is refused what viewers may not do", async ({
  page,
}) => {
  await page.goto("/jobs?status=paused");
  await continueAs(page, "Vera Viewer");
  await expect(page).toHaveURL(/\/jobs\?status=paused$/);
  await expect(page.getByRole("complementary").getByText("vera@people.test")).toBeVisible();
  const origin = new URL(page.url()).origin;
  const refused = await page.request.post("/api/v1/jobs", { data: JOB, headers: { origin } });
  expect(refused.status()).toBe(403);
  const cookies = await page.context().cookies(origin);
  const session = cookies.find(({ name }) => name === "punctual.session");
  expect(session).toMatchObject({ httpOnly: true, sameSite: "Lax" });
  expect(cookies.map(({ name }) => name).filter((name) => /state|pkce|nonce/.test(name))).toEqual(
    [],
  );
});

test("an administrator signs in through the provider and administers", async ({ page }) => {
  await page.goto("/sign-in");
  await continueAs(page, "Ada Administrator");
  await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();
  expect((await page.request.get("/api/v1/users")).status()).toBe(200);
  await page.getByRole("link", { name: /Ada Administrator/ }).click();
  await expect(page.getByRole("heading", { name: /Ada Administrator/ })).toBeVisible();
  await expect(page.getByText("Administrator", { exact: true })).toBeVisible();
});

test("who is disabled is signed out, and told why they do not come in again", async ({
  page,
  browser,
}) => {
  await page.goto("/sign-in");
  await continueAs(page, "Otto Operator");
  await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();
  await setDisabled(browser, "otto@people.test", true);
  try {
    await page.goto("/jobs");
    await expect(page).toHaveURL(/\/sign-in\?to=/);
    await continueAs(page, "Otto Operator");
    await expect(page.getByRole("main").getByRole("alert")).toContainText("disabled");
  } finally {
    await setDisabled(browser, "otto@people.test", false);
  }
});

test("a person with a password connects the provider and comes in through it", async ({
  page,
  browser,
}) => {
  const email = `lin-${Date.now()}@punctual.test`;
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Create an account" }).click();
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill("a long enough password");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();
  await page.goto("/account");
  await page.getByRole("button", { name: "Connect the development provider" }).click();
  await page.getByRole("button", { name: "Grace Guest" }).click();
  await expect(page).toHaveURL(/\/account$/);
  await expect(page.getByText("grace@people.test")).toBeVisible();

  const context = await browser.newContext();
  const other = await context.newPage();
  await other.goto("/sign-in");
  await continueAs(other, "Grace Guest");
  await expect(other.getByRole("complementary").getByText(email)).toBeVisible();
  await context.close();

  await page.getByRole("button", { name: "Disconnect the development provider" }).click();
  await expect(
    page.getByRole("button", { name: "Connect the development provider" }),
  ).toBeVisible();
});
