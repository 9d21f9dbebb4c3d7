import { expect } from "@playwright/test";
import { createJob, deleteJob, signIn, test } from "./support/console.ts";

/** What a message may try, with a service that would notice. */
const hostile = (url: string) => `<style>
@import "${url}/import.css";
p { color: rgb(1, 2, 3); background: url("${url}/background.png") }
</style>
<p id="greeting">All is <b>well</b>.</p>
<script>document.body.textContent = "scripts run"</script>
<img alt="" src="${url}/pixel.png" onerror="document.body.textContent = 'handlers run'">
<iframe src="${url}/frame"></iframe>
<a href="${url}/link">Stay</a> <a href="/jobs" target="_top">Leave</a>`;

test("mail sent from the console is seen in the mailbox, where it can do no harm", async ({
  page,
  target,
}) => {
  await signIn(page);
  await page.getByRole("link", { name: "Mailbox" }).click();
  await expect(page.getByRole("heading", { name: "Mailbox" })).toBeVisible();
  const mailbox = await page.context().newPage();
  await mailbox.goto("/mailbox");

  const id = await createJob(page, {
    name: "Greeting",
    template: "send-email",
    params: {
      to: "Ops <ops@example.com>",
      subject: "Grüße von {{ job.name }}",
      html: hostile(target.url),
    },
    schedule: { kind: "manual" },
  });
  await page.goto(`/jobs/${id}`);
  await page.getByRole("button", { name: "Run now" }).click();

  const row = mailbox.getByRole("link", { name: "Grüße von Greeting" }).first();
  await expect(row).toBeVisible({ timeout: 15_000 });
  await row.click();
  await expect(mailbox.getByRole("heading", { name: "Grüße von Greeting" })).toBeVisible();
  const frame = mailbox.frameLocator("iframe");
  await expect(frame.locator("#greeting")).toHaveText("All is well.");
  await expect(frame.locator("#greeting")).toHaveCSS("color", "rgb(1, 2, 3)");
  await frame.getByRole("link", { name: "Leave" }).click();
  await expect(frame.locator("#greeting")).toBeVisible();
  await frame.getByRole("link", { name: "Stay" }).click();
  expect(mailbox.url()).toContain("/mailbox/");

  await mailbox.getByRole("link", { name: "Headers" }).click();
  await expect(mailbox.getByText("Auto-Submitted")).toBeVisible();
  await mailbox.getByRole("link", { name: "Run", exact: true }).click();
  await expect(mailbox.getByRole("log")).toContainText("Accepted for 1 recipient: 250");
  expect(target.calls).toEqual([]);
  await deleteJob(page, id);
});
