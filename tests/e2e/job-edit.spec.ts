import { expect, type Page } from "@playwright/test";
import { createJob, deleteJob, signIn, test } from "./support/console.ts";

/** Half a day from now in Tokyo: no moment of the tests lies between now and its neighbour half an hour on. */
const HOUR = String((new Date().getUTCHours() + 9 + 12) % 24);
const CLOCK = HOUR.padStart(2, "0");
const DAILY = { kind: "cron", expression: `0 ${HOUR} * * *`, timeZone: "Asia/Tokyo" };

async function editNewJob(page: Page, name: string): Promise<string> {
  await signIn(page);
  const id = await createJob(page, {
    name,
    template: "http-request",
    params: { method: "GET", url: "http://127.0.0.1:9/" },
    schedule: DAILY,
  });
  await page.goto(`/jobs/${id}/edit`);
  await expect(page.getByLabel("Expression")).toHaveValue(`0 ${HOUR} * * *`);
  return id;
}

const patchOf = (page: Page, id: string, data: object) =>
  page.request.patch(`/api/v1/jobs/${id}`, {
    data,
    headers: { origin: new URL(page.url()).origin },
  });

test("an edit shows which runs it removes, adds and moves before it is saved", async ({ page }) => {
  const id = await editNewJob(page, "Edited with care");
  await expect(page.getByRole("heading", { name: "Next 30 days" })).toBeVisible();
  await expect(page.getByText("30 runs.")).toBeVisible();
  await expect(page.getByRole("heading", { name: "What saving changes" })).toHaveCount(0);

  await page.getByLabel("Expression").fill(`0 ${HOUR} * * MON-FRI`);
  await expect(page.getByText(/^This removes (8|9|10) runs in the next 30 days\.$/)).toBeVisible();
  await page.getByText("Show the moments").click();
  const moments = page.getByRole("region", { name: "Moments that change" }).getByRole("listitem");
  await expect(moments.first()).toContainText("removed");
  await expect(moments.first()).toContainText(/S(at|un)/);
  await expect(moments.first()).toContainText(`${CLOCK}:00+09:00`);

  await page.getByLabel("Expression").fill(`30 ${HOUR} * * *`);
  await expect(page.getByText("This moves 30 runs in the next 30 days.")).toBeVisible();
  await expect(moments.first()).toContainText(`${CLOCK}:30+09:00`);

  await page.getByLabel("Expression").fill("* * * * * *");
  await expect(page.getByRole("heading", { name: "Next 12 hours" })).toBeVisible();
  await page.getByLabel("Expression").fill("0 25 * * *");
  await expect(page.getByRole("heading", { name: "What saving changes" })).toHaveCount(0);

  await page.getByLabel("Expression").fill(`0 ${HOUR} * * MON-FRI`);
  await expect(page.getByText(/^This removes/)).toBeVisible();
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("heading", { name: "Edited with care" })).toBeVisible();
  const job = await (await page.request.get(`/api/v1/jobs/${id}`)).json();
  expect(job).toMatchObject({ version: 2, schedule: { expression: `0 ${HOUR} * * MON-FRI` } });
  await deleteJob(page, id);
});

test("the difference fits a telephone", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const id = await editNewJob(page, "Edited on the way");
  await page.getByLabel("Expression").fill("30 14 * * *");
  await page.getByText("Show the moments").click();
  const moments = page.getByRole("region", { name: "Moments that change" });
  await expect(moments.getByText("14:30+09:00").first()).toBeVisible();
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(390);
  await deleteJob(page, id);
});

test("somebody else's change is not overwritten unasked", async ({ page }) => {
  const id = await editNewJob(page, "Edited twice");
  expect((await patchOf(page, id, { description: "theirs" })).status()).toBe(200);
  await page.getByLabel("Expression").fill("0 3 * * *");
  await page.getByRole("button", { name: "Save changes" }).click();
  const notice = page.getByRole("alert").filter({ hasText: "changed meanwhile" });
  await expect(notice).toBeVisible();
  await notice.getByRole("button", { name: "Load theirs, drop mine" }).click();
  await expect(page.getByLabel("Expression")).toHaveValue(`0 ${HOUR} * * *`);
  await expect(notice).toHaveCount(0);

  expect((await patchOf(page, id, { description: "theirs again" })).status()).toBe(200);
  await page.getByLabel("Expression").fill("0 4 * * *");
  await page.getByRole("button", { name: "Save changes" }).click();
  await notice.getByRole("button", { name: "Save mine over it" }).click();
  await expect(page.getByRole("heading", { name: "Edited twice" })).toBeVisible();
  const job = await (await page.request.get(`/api/v1/jobs/${id}`)).json();
  expect(job).toMatchObject({ schedule: { expression: "0 4 * * *" } });
  await deleteJob(page, id);
});
