import { expect } from "@playwright/test";
import { createJob, deleteJob, signIn, test } from "./support/console.ts";

const HTML = `<style>p { color: rgb(1, 2, 3) }</style>
<p id="greeting">All is <b>well</b>.</p>
<script>document.body.textContent = "scripts run"</script>
<img alt="" src="https://evil.test/pixel.png" onerror="document.body.textContent = 'handlers run'">
<img alt="" src="/api/v1/me" onload="document.body.textContent = 'handlers run'">
<a href="/jobs" target="_top">Leave</a>`;

test("mail sent from the console is seen in the mailbox, where it can do no harm", async ({
  page,
}) => {
  await signIn(page);
  await page.getByRole("link", { name: "Mailbox" }).click();
  await expect(page.getByRole("heading", { name: "Mailbox" })).toBeVisible();
  const mailbox = await page.context().newPage();
  await mailbox.goto("/mailbox");

  const id = await createJob(page, {
    name: "Greeting",
    template: "send-email",
    params: { to: "Ops <ops@example.com>", subject: "Grüße von {{ job.name }}", html: HTML },
    schedule: { kind: "manual" },
  });
  await page.goto(`/jobs/${id}`);
  await page.getByRole("button", { name: "Run now" }).click();

  const row = mailbox.getByRole("link", { name: "Grüße von Greeting" }).first();
  await expect(row).toBeVisible({ timeout: 15_000 });
  const asked: string[] = [];
  mailbox.on("request", (request) => asked.push(request.url()));
  await row.click();
  await expect(mailbox.getByRole("heading", { name: "Grüße von Greeting" })).toBeVisible();
  const frame = mailbox.frameLocator("iframe");
  await expect(frame.locator("#greeting")).toHaveText("All is well.");
  await expect(frame.locator("#greeting")).toHaveCSS("color", "rgb(1, 2, 3)");
  await frame.getByRole("link", { name: "Leave" }).click();
  await expect(frame.locator("#greeting")).toBeVisible();
  expect(mailbox.url()).toContain("/mailbox/");
  expect(asked.filter((url) => url.includes("evil.test") || url.endsWith("/me"))).toEqual([]);

  await mailbox.getByRole("link", { name: "Headers" }).click();
  await expect(mailbox.getByText("Auto-Submitted")).toBeVisible();
  await mailbox.getByRole("link", { name: "Run", exact: true }).click();
  await expect(mailbox.getByRole("log")).toContainText("Accepted for 1 recipient: 250");
  await deleteJob(page, id);
});
