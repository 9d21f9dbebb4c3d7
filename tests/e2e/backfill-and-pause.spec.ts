import { expect } from "@playwright/test";
import { createJob, deleteJob, signIn, test } from "./support/console.ts";

test("a range of the past is counted, run and watched to its end", async ({ page, target }) => {
  await signIn(page);
  const id = await createJob(page, {
    name: "Hourly figures",
    template: "http-request",
    params: { method: "GET", url: `${target.url}/ok` },
    schedule: { kind: "cron", expression: "0 * * * *", timeZone: "Europe/Berlin" },
  });
  await page.goto(`/jobs/${id}?tab=backfills`);
  await page.getByRole("button", { name: "Backfill a range" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("From").fill("2026-01-01T00:00");
  await dialog.getByLabel("To", { exact: true }).fill("2026-01-01T06:00");
  await expect(dialog.getByText("6 slots", { exact: true })).toBeVisible();
  await expect(dialog.getByText("2026-01-01 00:00:00 to 2026-01-01 05:00:00")).toBeVisible();
  await dialog.getByLabel("To", { exact: true }).fill("2025-12-31T23:00");
  await expect(dialog.getByText("must lie after from")).toBeVisible();
  await dialog.getByLabel("To", { exact: true }).fill("2026-01-01T03:00");
  await dialog.getByRole("button", { name: "Run 3 slots" }).click();

  const row = page.locator("#main [data-backfill]");
  await expect(row).toContainText("Finished", { timeout: 20_000 });
  await expect(row).toContainText("3 of 3 ended · 3 completed");
  expect(target.calls.map((call) => call.scheduledFor)).toEqual([
    "2025-12-31T23:00:00.000Z",
    "2026-01-01T00:00:00.000Z",
    "2026-01-01T01:00:00.000Z",
  ]);
  await row.getByRole("link", { name: "Its runs" }).click();
  await expect(page.locator("#main tr[data-run]")).toHaveCount(3);
  await deleteJob(page, id);
});

test("a backfill is cancelled while its first run is at work", async ({ page, target }) => {
  await signIn(page);
  const id = await createJob(page, {
    name: "Slow figures",
    template: "http-request",
    params: { method: "GET", url: `${target.url}/held` },
    schedule: { kind: "cron", expression: "0 * * * *", timeZone: "UTC" },
  });
  const origin = new URL(page.url()).origin;
  const data = { from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z" };
  await page.request.post(`/api/v1/jobs/${id}/backfill`, { data, headers: { origin } });
  await page.goto(`/jobs/${id}?tab=backfills`);
  const row = page.locator("#main [data-backfill]");
  await expect(row).toContainText("1 running");
  await row.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel 24 runs" }).click();
  await expect(row).toContainText("Cancelled", { timeout: 20_000 });
  await expect(row).toContainText("24 of 24 ended · 24 cancelled");
  await deleteJob(page, id);
});

test("a paused project says so on every page, and goes on where it was told to", async ({
  page,
  target,
}) => {
  await signIn(page);
  const id = await createJob(page, {
    name: "Every second",
    template: "http-request",
    params: { method: "GET", url: `${target.url}/ok` },
    schedule: { kind: "interval", every: "1s" },
  });
  await page.goto("/jobs");
  await page.getByRole("button", { name: "Pause all" }).click();
  await page.getByLabel("Note").fill("The target moves house");
  await page.getByRole("dialog").getByRole("button", { name: "Pause all jobs" }).click();
  const banner = page.getByLabel("The project is paused");
  await expect(banner).toContainText("The target moves house");
  await page.goto(`/jobs/${id}`);
  await expect(banner).toBeVisible();
  await expect(page.getByText("paused with its project")).toBeVisible();
  const seen = target.calls.length;
  await page.getByRole("button", { name: "Run now" }).click();
  await expect.poll(() => target.calls.length).toBe(seen + 1);

  await banner.getByRole("button", { name: "Resume" }).click();
  await page.getByLabel("Slots that passed in the pause").selectOption("skip");
  await page.getByRole("dialog").getByRole("button", { name: "Resume" }).click();
  await expect(banner).toHaveCount(0);
  await expect(page.getByText("Active", { exact: true })).toBeVisible();
  await expect.poll(() => target.calls.length, { timeout: 15_000 }).toBeGreaterThan(seen + 2);
  await deleteJob(page, id);
});
