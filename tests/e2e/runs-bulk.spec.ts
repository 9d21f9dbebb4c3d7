import { expect } from "@playwright/test";
import { createJob, deleteJob, signIn, test } from "./support/console.ts";

test("runs are picked, by mouse and by keyboard, and cancelled or run again after a look at the count", async ({
  page,
  target,
}) => {
  await signIn(page);
  const id = await createJob(page, {
    name: "Many at once",
    template: "http-request",
    params: { method: "GET", url: `${target.url}/ok` },
    schedule: { kind: "manual" },
    policies: { overlap: "allow" },
  });
  const origin = new URL(page.url()).origin;
  const runLater = () =>
    page.request.post(`/api/v1/jobs/${id}/runs`, { data: { delay: "2h" }, headers: { origin } });
  for (let made = 0; made < 5; made += 1) expect((await runLater()).status()).toBe(202);

  await page.goto("/runs?q=Many+at+once&status=pending");
  const rows = page.locator("#main tr[data-run]");
  await expect(rows).toHaveCount(5);
  const bar = page.getByRole("region", { name: "Selected runs" });
  await rows.nth(0).getByRole("checkbox").check();
  await rows
    .nth(2)
    .getByRole("checkbox")
    .click({ modifiers: ["Shift"] });
  await expect(bar).toContainText("3 selected");
  await rows.nth(1).getByRole("checkbox").focus();
  await page.keyboard.press("Space");
  await expect(bar).toContainText("2 selected");

  // What comes in waits above the rows as long as some are picked.
  await runLater();
  await expect(page.getByRole("button", { name: "1 new" })).toBeVisible();
  await expect(rows).toHaveCount(5);

  await bar.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel 2 runs" }).click();
  await expect(page.getByText("Cancelled 2 runs")).toBeVisible();
  await expect(bar).toBeHidden();
  await expect(rows).toHaveCount(4);

  await page.getByRole("checkbox", { name: "Select all shown" }).check();
  await bar.getByRole("button", { name: "Select all matching" }).click();
  await expect(bar).toContainText("All that match");
  await bar.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel 4 runs" }).click();
  await expect(page.getByText("Cancelled 4 runs")).toBeVisible();

  await page.goto("/runs?q=Many+at+once&status=cancelled");
  await expect(rows).toHaveCount(6);
  await rows.nth(0).getByRole("checkbox").check();
  await bar.getByRole("button", { name: "Run again" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Run 1 run again" }).click();
  await expect(page.getByText("Started 1 run again")).toBeVisible();
  await expect.poll(() => target.calls.length).toBe(1);
  await deleteJob(page, id);
});

test("a run is run again with other parameters, from a form filled with its own", async ({
  page,
  target,
}) => {
  await signIn(page);
  const id = await createJob(page, {
    name: "Once more",
    template: "http-request",
    params: { method: "GET", url: `${target.url}/ok` },
    schedule: { kind: "manual" },
  });
  const origin = new URL(page.url()).origin;
  const opened = await page.request.post(`/api/v1/jobs/${id}/runs`, { headers: { origin } });
  const run = (await opened.json()) as { id: string };
  await expect.poll(() => target.calls.length).toBe(1);
  await page.goto(`/runs/${run.id}`);
  await page.getByRole("button", { name: "Run again with …" }).click();
  const dialog = page.getByRole("dialog");
  const url = dialog.getByLabel("URL");
  await expect(url).toHaveValue(`${target.url}/ok`);
  await url.fill("not an address");
  await dialog.getByRole("button", { name: "Run again", exact: true }).click();
  await expect(dialog.locator('[data-pointer="/params/url"]')).toContainText("must");
  await url.fill(`${target.url}/ok?again=1`);
  await dialog.getByRole("button", { name: "Run again", exact: true }).click();
  await expect(page).not.toHaveURL(new RegExp(run.id));
  await expect(page.locator("#main")).toContainText("again=1");
  await expect.poll(() => target.calls.length).toBe(2);
  await deleteJob(page, id);
});
