import { expect } from "@playwright/test";
import { createJob, deleteJob, signIn, test } from "./support/console.ts";

test("a job answers why nothing runs at a moment, in its own zone", async ({ page }) => {
  await signIn(page);
  const id = await createJob(page, {
    name: "Early bird",
    template: "http-request",
    params: { method: "GET", url: "http://127.0.0.1:9/" },
    schedule: { kind: "cron", expression: "30 2 * * *", timeZone: "Europe/Berlin" },
  });
  await page.goto(`/jobs/${id}`);
  await page.getByRole("button", { name: "Why did nothing run at …?" }).click();
  const moment = page.getByLabel("Why did nothing run at");

  // The clocks of Berlin go from 02:00 to 03:00 that night.
  await moment.fill("2199-03-31T02:30");
  await page.getByRole("button", { name: "Ask" }).click();
  await expect(
    page.getByText(/^02:30 does not exist on 31 March 2199 in Europe\/Berlin/),
  ).toBeVisible();

  await moment.fill("2199-04-02T02:31");
  await page.getByRole("button", { name: "Ask" }).click();
  await expect(
    page.getByText(/^Nothing is due at 2 April 2199 02:31 Europe\/Berlin/),
  ).toBeVisible();
  expect(page.url()).toContain("why=2199-04-02T02%3A31");
  await page.reload();
  await expect(page.getByText(/^Nothing is due at 2 April 2199/)).toBeVisible();
  await deleteJob(page, id);
});

test("a run says why it stands as it does, with its rule and its data on demand", async ({
  page,
}) => {
  await signIn(page);
  const id = await createJob(page, {
    name: "For later",
    template: "http-request",
    params: { method: "GET", url: "http://127.0.0.1:9/" },
    schedule: { kind: "manual" },
  });
  const origin = new URL(page.url()).origin;
  const opened = await page.request.post(`/api/v1/jobs/${id}/runs`, {
    data: { delay: "2h" },
    headers: { origin },
  });
  const run = (await opened.json()) as { id: string };
  await page.goto(`/runs/${run.id}`);
  await expect(page.getByText(/asked for it by hand at .*, to run at /)).toBeVisible();
  await page.getByRole("button", { name: "Why?" }).click();
  await expect(page.getByText("delayed", { exact: true })).toBeVisible();
  await expect(
    page.getByText(/Its moment comes; then the overlap policy skip decides/),
  ).toBeVisible();
  await deleteJob(page, id);
});
