import { expect } from "@playwright/test";
import { createJob, deleteJob, signIn, test } from "./support/console.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

test("a job made with the form fires every two seconds and is seen live", async ({
  page,
  target,
}) => {
  await signIn(page);
  await page.goto("/jobs/new");
  await page.getByLabel("Name").fill("Every two seconds");
  await page.getByLabel("URL", { exact: true }).fill(`${target.url}/ok`);
  await page.getByLabel("Every", { exact: true }).fill("2s");
  await expect(page.getByText("Every 2 seconds")).toBeVisible();
  await page.keyboard.press("Control+Enter");

  await expect(page.getByRole("heading", { name: "Every two seconds" })).toBeVisible();
  const id = page.url().split("/").at(-1) ?? "";
  const rows = page.locator("#main tr[data-run]");
  await page.evaluate(() => Reflect.set(window, "sameDocument", true));
  await expect.poll(() => rows.count(), { timeout: 20_000 }).toBeGreaterThanOrEqual(3);
  await expect(rows.filter({ hasText: "Completed" }).first()).toBeVisible();
  expect(await page.evaluate(() => Reflect.get(window, "sameDocument"))).toBe(true);

  const slots = target.calls.map((call) => call.scheduledFor);
  expect(new Set(slots).size).toBe(slots.length);
  for (const call of target.calls) expect(call.runId).toMatch(UUID);
  const gaps = slots.slice(1).map((slot, at) => Date.parse(slot) - Date.parse(slots[at] ?? ""));
  expect(new Set(gaps)).toEqual(new Set([2000]));
  await deleteJob(page, id);
});

test("a run is watched to its end without a reload", async ({ page, target }) => {
  await signIn(page);
  const id = await createJob(page, {
    name: "Held back",
    template: "http-request",
    params: { method: "POST", url: `${target.url}/held` },
    schedule: { kind: "manual" },
  });
  await page.goto(`/jobs/${id}`);
  await page.getByRole("button", { name: "Run now" }).click();
  await page.getByRole("link", { name: "Open the run" }).click();

  await expect(page.getByText(/^Running on worker .* \(attempt 1 of 3\)/)).toBeVisible();
  await expect(page.getByRole("log")).toContainText(`POST ${target.url}/held`);
  target.release();
  await expect(page.getByText(/^Completed on worker .*, on the first attempt;/)).toBeVisible();
  await expect(page.getByText('"greeting": "hello"')).toBeVisible();
  await expect(page.getByRole("log")).toContainText("200 in");
  await deleteJob(page, id);
});

test("a running run is cancelled, and its call ends", async ({ page, target }) => {
  await signIn(page);
  const id = await createJob(page, {
    name: "To be stopped",
    template: "http-request",
    params: { method: "GET", url: `${target.url}/held` },
    schedule: { kind: "manual" },
  });
  await page.goto(`/jobs/${id}`);
  await page.getByRole("button", { name: "Run now" }).click();
  await page.getByRole("link", { name: "Open the run" }).click();
  await expect(page.getByText(/^Running on worker/)).toBeVisible();
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByText(/^Cancelled at .* by /)).toBeVisible();
  await target.calls[0]?.aborted;
  await expect(page.getByRole("button", { name: "Run again", exact: true })).toBeVisible();
  await deleteJob(page, id);
});

test("pausing stops the schedule, resuming starts it again", async ({ page, target }) => {
  await signIn(page);
  const id = await createJob(page, {
    name: "Stop and go",
    template: "http-request",
    params: { method: "GET", url: `${target.url}/ok` },
    schedule: { kind: "interval", every: "1s" },
  });
  await page.goto("/jobs?q=Stop and go");
  // Within main: while a page streams in, React keeps the arriving part hidden beside it for a moment.
  const row = page.locator("#main [data-job=stop-and-go]");
  await expect(row).toContainText("Completed", { timeout: 15_000 });
  await row.getByRole("switch", { name: "Pause Stop and go" }).click();
  await expect(row).toContainText("paused");
  await page.getByRole("link", { name: "Stop and go" }).first().click();
  await expect(page.getByText("Paused", { exact: true })).toBeVisible();

  await page.getByRole("button", { name: "Resume" }).click();
  await expect(page.getByText("Active", { exact: true })).toBeVisible();
  const seen = target.calls.length;
  await expect.poll(() => target.calls.length, { timeout: 15_000 }).toBeGreaterThan(seen);

  await page.getByRole("button", { name: "Delete job" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete job" }).click();
  await expect(page).toHaveURL(/\/jobs$/);
  await expect(row).toHaveCount(0);
  expect((await page.request.get(`/api/v1/jobs/${id}`)).status()).toBe(404);
});
