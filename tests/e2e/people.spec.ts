import AxeBuilder from "@axe-core/playwright";
import { type Browser, expect, type Page } from "@playwright/test";
import { createJob, deleteJob, fillSignIn, signIn, test } from "./support/console.ts";

const PASSWORD = "a password of some length";

/** What is new in every run of the tests, on one installation. */
function fresh(name: string): string {
  return `${name}-${Date.now().toString(36)}`;
}

async function faultsOf(page: Page) {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
    .analyze();
  return violations.map(({ id, nodes }) => ({ id, where: nodes.map((node) => node.html) }));
}

async function makeProject(page: Page, slug: string): Promise<void> {
  const headers = { origin: new URL(page.url()).origin };
  const made = await page.request.post("/api/v1/projects", { data: { slug }, headers });
  expect(made.status()).toBe(201);
}

async function switchTo(page: Page, slug: string): Promise<void> {
  await page.getByRole("combobox", { name: "Project" }).first().selectOption(slug);
  await expect(page.getByRole("combobox", { name: "Project" }).first()).toHaveValue(slug);
  await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();
}

/** Somebody else's browser. */
async function stranger(browser: Browser, baseURL: string | undefined): Promise<Page> {
  const context = await browser.newContext(baseURL === undefined ? {} : { baseURL });
  return context.newPage();
}

test("somebody is invited, makes an account, and sees their project and their own only", async ({
  page,
  browser,
  baseURL,
}) => {
  test.setTimeout(240_000);
  const [slug, email] = [fresh("apollo"), `${fresh("guest")}@punctual.test`];
  await signIn(page);
  await makeProject(page, slug);
  const secretJob = await createJob(page, {
    name: "Not for guests",
    template: "http-request",
    params: { url: "http://127.0.0.1:9/" },
    schedule: { kind: "manual" },
  });
  await page.goto("/");
  await switchTo(page, slug);
  await page.goto("/members");
  await page.getByRole("button", { name: "Add member" }).click();
  await page.getByLabel("E-mail").fill(email);
  await page.getByRole("dialog").getByLabel("Role").selectOption("viewer");
  expect(await faultsOf(page)).toEqual([]);
  await page.getByRole("dialog").getByRole("button", { name: "Add member" }).click();
  const link = await page.getByRole("dialog").locator("code").innerText();
  await page.getByRole("button", { name: "Done" }).click();
  await expect(page.getByText("Open invitations")).toBeVisible();
  expect(await faultsOf(page)).toEqual([]);

  const guest = await stranger(browser, baseURL);
  await guest.goto(link);
  expect(await faultsOf(guest)).toEqual([]);
  await guest.getByLabel("Name").fill("Greta Guest");
  await guest.getByLabel("Password").fill(PASSWORD);
  await guest.getByRole("button", { name: "Make account" }).click();
  await guest.getByRole("link", { name: "Sign in" }).click();
  await fillSignIn(guest, email, PASSWORD);
  await expect(guest.getByRole("heading", { name: "Overview" })).toBeVisible();
  const switcher = guest.getByRole("combobox", { name: "Project" }).first();
  await expect(switcher).toHaveValue(slug);
  expect(await switcher.locator("option").count()).toBe(2);
  await expect(guest.getByRole("link", { name: "Users" })).toHaveCount(0);
  await guest.goto("/jobs");
  await expect(guest.getByText("Not for guests")).toHaveCount(0);
  for (const path of [`/jobs/${secretJob}`, "/users"]) {
    await guest.goto(path);
    await expect(guest.getByText("Not for guests")).toHaveCount(0);
    expect((await guest.request.get(`/api/v1${path}`)).status()).toBeGreaterThanOrEqual(403);
  }
  await guest.goto(link);
  await expect(guest.getByRole("heading", { name: "This link does not work" })).toBeVisible();

  // Taken out, they land in their own project, and the page says so by itself.
  await page.reload();
  await page.getByRole("button", { name: "Remove Greta Guest" }).click();
  await page.getByRole("button", { name: "Remove member" }).click();
  await expect(page.getByRole("button", { name: "Remove Greta Guest" })).toHaveCount(0);
  await guest.goto("/members");
  await expect(switcher).not.toHaveValue(slug);
  await switchTo(page, "default");
  await deleteJob(page, secretJob);
  await guest.context().close();
});

test("the switcher shows one project at a time, and other tabs follow", async ({ page }) => {
  test.setTimeout(240_000);
  const slug = fresh("gemini");
  await signIn(page);
  await makeProject(page, slug);
  await page.goto("/");
  await switchTo(page, slug);
  const job = await createJob(page, {
    name: "Of Gemini",
    template: "http-request",
    params: { url: "http://127.0.0.1:9/" },
    schedule: { kind: "manual" },
  });
  await page.goto("/jobs");
  await expect(page.getByText("Of Gemini")).toBeVisible();
  const other = await page.context().newPage();
  await other.goto("/jobs");
  await expect(other.getByText("Of Gemini")).toBeVisible();
  await switchTo(page, "default");
  await page.goto("/jobs");
  await expect(page.getByText("Of Gemini")).toHaveCount(0);
  await expect(other.getByRole("combobox", { name: "Project" }).first()).toHaveValue("default");
  await other.close();
  await switchTo(page, slug);
  await deleteJob(page, job);
  await switchTo(page, "default");
});

test("tokens are shown once, and a disabled person's open page asks to sign in", async ({
  page,
  browser,
  baseURL,
}) => {
  test.setTimeout(240_000);
  const email = `${fresh("leaver")}@punctual.test`;
  await signIn(page);
  await page.goto("/users");
  await page.getByRole("button", { name: "Make account" }).click();
  await page.getByRole("dialog").getByLabel("E-mail").fill(email);
  await page.getByRole("dialog").getByLabel("Password").fill("short");
  await page.getByRole("dialog").getByRole("button", { name: "Make account" }).click();
  await expect(page.getByText("Must have at least 12 characters.")).toBeVisible();
  await page.getByRole("dialog").getByLabel("Password").fill(PASSWORD);
  await page.getByRole("dialog").getByRole("button", { name: "Make account" }).click();
  await expect(page.getByText(email)).toBeVisible();
  expect(await faultsOf(page)).toEqual([]);

  const leaver = await stranger(browser, baseURL);
  await leaver.goto("/sign-in");
  await fillSignIn(leaver, email, PASSWORD);
  await expect(leaver.getByRole("heading", { name: "Overview" })).toBeVisible();
  await leaver.goto("/account/tokens");
  await leaver.getByRole("button", { name: "New token" }).first().click();
  await leaver.getByLabel("Name", { exact: true }).fill("Backup");
  await leaver.getByLabel(/see runs and logs/).check();
  await leaver.getByRole("button", { name: "Make token" }).click();
  const token = await leaver.getByRole("dialog").getByText(/^pct_/).innerText();
  expect(token).toMatch(/^pct_/);
  await leaver.getByRole("button", { name: "Done" }).click();
  await expect(leaver.getByText("Never used")).toBeVisible();
  expect(await leaver.content()).not.toContain(token);
  expect(await faultsOf(leaver)).toEqual([]);
  await leaver.goto("/account/sessions");
  await expect(leaver.getByText("This one")).toBeVisible();
  expect(await faultsOf(leaver)).toEqual([]);
  await leaver.goto("/account");
  expect(await faultsOf(leaver)).toEqual([]);

  await page.getByRole("button", { name: `Disable ${email.split("@")[0]}` }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Disable" }).click();
  await expect(page.getByText("Disabled").first()).toBeVisible();
  await expect(leaver.getByRole("heading", { name: "Sign in" })).toBeVisible({ timeout: 20_000 });
  await leaver.context().close();
});

test("a forgotten password is set anew by mail", async ({ page, browser, baseURL }) => {
  test.setTimeout(240_000);
  const email = `${fresh("forgets")}@punctual.test`;
  await signIn(page);
  const headers = { origin: new URL(page.url()).origin };
  const data = { email, password: "the one forgotten" };
  expect((await page.request.post("/api/v1/users", { data, headers })).status()).toBe(201);
  const forgets = await stranger(browser, baseURL);
  await forgets.goto("/sign-in");
  await forgets.getByRole("link", { name: "Forgot your password?" }).click();
  await expect(forgets.getByRole("heading", { name: "Forgot your password?" })).toBeVisible();
  await forgets.getByLabel("E-mail").fill(email);
  expect(await faultsOf(forgets)).toEqual([]);
  await forgets.getByRole("button", { name: "Send the link" }).click();
  await expect(forgets.getByText("a mail is on its way")).toBeVisible();
  const found = async () => {
    const list = (await (await page.request.get("/api/v1/mailbox")).json()) as {
      data: { id: string; to: string[] }[];
    };
    return list.data.find(({ to }) => to.includes(email))?.id;
  };
  await expect.poll(found, { timeout: 20_000 }).toBeDefined();
  const mail = await page.request.get(`/api/v1/mailbox/${await found()}`);
  const [link = ""] = /http\S+reset-password\?token=[\w-]+/.exec(
    ((await mail.json()) as { text: string }).text,
  ) ?? [""];
  await forgets.goto(link);
  await forgets.getByLabel("Password").fill("short one");
  await forgets.getByLabel("Password").fill(PASSWORD);
  await forgets.getByRole("button", { name: "Set password" }).click();
  await forgets.getByRole("link", { name: "Sign in" }).click();
  await fillSignIn(forgets, email, PASSWORD);
  await expect(forgets.getByRole("heading", { name: "Overview" })).toBeVisible();
  await forgets.context().close();
});
