import { expect } from "@playwright/test";
import { createJob, deleteJob, signIn, test } from "./support/console.ts";

test("jobs and pages are reached from the keyboard alone", async ({ page }) => {
  await signIn(page);
  const id = await createJob(page, {
    name: "Needle in the hay",
    template: "http-request",
    params: { method: "GET", url: "http://127.0.0.1:9/" },
    schedule: { kind: "manual" },
  });
  await page.keyboard.press("Control+k");
  await page.getByPlaceholder("Find a job, a page or an action").fill("needle");
  await expect(page.getByRole("option", { name: /Needle in the hay/ })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Needle in the hay" })).toBeVisible();

  await page.keyboard.press("g");
  await page.keyboard.press("r");
  await expect(page.getByRole("heading", { name: "Runs" })).toBeVisible();
  await page.keyboard.press("/");
  await expect(page.getByLabel("Search job names")).toBeFocused();
  await page.getByLabel("Search job names").blur();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await deleteJob(page, id);
});

test("following can be paused and is caught up afterwards", async ({ page, target }) => {
  await signIn(page);
  const id = await createJob(page, {
    name: "While you look away",
    template: "http-request",
    params: { method: "GET", url: `${target.url}/ok` },
    schedule: { kind: "manual" },
  });
  await page.goto(`/jobs/${id}`);
  await expect(page.getByRole("button", { name: /^Live/ })).toBeVisible();
  await page.getByRole("button", { name: /^Live/ }).click();
  const origin = new URL(page.url()).origin;
  await page.request.post(`/api/v1/jobs/${id}/runs`, { headers: { origin } });
  await expect.poll(() => target.calls.length).toBe(1);
  await expect(page.locator("#main tr[data-run]")).toHaveCount(0);
  await page.getByRole("button", { name: /^Paused/ }).click();
  await expect(page.locator("#main tr[data-run]")).toHaveCount(1);
  await deleteJob(page, id);
});
