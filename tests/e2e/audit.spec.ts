import { expect } from "@playwright/test";
import { createJob, deleteJob, signIn, test } from "./support/console.ts";

test("an administrator sees what was done, to what, and that nothing was altered since", async ({
  page,
}) => {
  await signIn(page);
  const id = await createJob(page, {
    name: "Audited",
    template: "http-request",
    params: { method: "GET", url: "http://127.0.0.1:9/" },
    schedule: { kind: "manual" },
  });
  const origin = new URL(page.url()).origin;
  await page.request.patch(`/api/v1/jobs/${id}`, {
    data: { name: "Audited anew", priority: 3 },
    headers: { origin },
  });

  await page.getByRole("link", { name: "Audit" }).click();
  await expect(page.getByRole("heading", { name: "Audit" })).toBeVisible();
  await expect(page.getByText(/Chain verified .*: [\d,]+ rows, intact\./)).toBeVisible();

  await page.getByLabel("What was done").selectOption("Jobs");
  await expect(page).toHaveURL(/action=job\./);
  const row = page.getByRole("row").filter({ hasText: "job.updated" }).first();
  await row.getByRole("button").click();
  const change = page.getByRole("row").filter({ hasText: "priority" }).last();
  await expect(change).toContainText("0");
  await expect(change).toContainText("3");
  await page.getByRole("button", { name: "All to this job" }).click();
  await expect(page).toHaveURL(new RegExp(`object=${id}`));
  await expect(page.getByRole("row").filter({ hasText: "job.created" })).toHaveCount(1);

  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export CSV" }).click();
  expect((await download).suggestedFilename()).toBe("audit.csv");
  await deleteJob(page, id);
});
