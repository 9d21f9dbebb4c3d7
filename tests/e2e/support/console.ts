import { test as base, expect, type Page } from "@playwright/test";
import { ADMIN } from "../../support/e2e-system.ts";
import { startTarget, type Target } from "./target.ts";

export const ADMIN_EMAIL = process.env["ADMIN_EMAIL"] ?? ADMIN.email;
export const ADMIN_PASSWORD = process.env["ADMIN_PASSWORD"] ?? ADMIN.password;

type Fixtures = {
  /** A service for jobs to call. */
  readonly target: Target;
  /** Fails the test when a page logs an error or breaks its content security policy. */
  readonly quietConsole: undefined;
};

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
  target: async ({}, use) => {
    const target = await startTarget();
    await use(target);
    await target.close();
  },
  quietConsole: [
    async ({ page }, use) => {
      const errors: string[] = [];
      page.on("pageerror", (error) => errors.push(String(error)));
      page.on("console", (message) => {
        if (message.type() === "error" && !isRefusal(message.text())) errors.push(message.text());
      });
      await use(undefined);
      expect(errors).toEqual([]);
    },
    { auto: true },
  ],
});

/** Chromium logs each answer of 4xx; tests that provoke one look at what the page makes of it. */
function isRefusal(text: string): boolean {
  return text.startsWith("Failed to load resource: the server responded with a status of 4");
}

export async function fillSignIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/** Signs the administrator in and lands on the overview. */
export async function signIn(page: Page): Promise<void> {
  await page.goto("/sign-in");
  await fillSignIn(page, ADMIN_EMAIL, ADMIN_PASSWORD);
  await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();
}

/** Creates a job over the API, as the signed-in user, and answers its id. */
export async function createJob(page: Page, job: object): Promise<string> {
  const origin = new URL(page.url()).origin;
  const answer = await page.request.post("/api/v1/jobs", { data: job, headers: { origin } });
  expect(answer.status(), await answer.text()).toBe(201);
  const { id } = (await answer.json()) as { id: string };
  return id;
}

/** Deletes a job, so that tests leave nothing running behind. */
export async function deleteJob(page: Page, id: string): Promise<void> {
  const origin = new URL(page.url()).origin;
  const answer = await page.request.delete(`/api/v1/jobs/${id}`, { headers: { origin } });
  expect(answer.status()).toBe(204);
}
