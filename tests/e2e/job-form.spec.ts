import { expect, type Page } from "@playwright/test";
import { deleteJob, signIn, test } from "./support/console.ts";

async function openForm(page: Page): Promise<void> {
  await signIn(page);
  await page.goto("/jobs/new");
}

test("faults are told at their fields before anything is sent", async ({ page }) => {
  await openForm(page);
  const sent: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "POST" && request.url().endsWith("/api/v1/jobs")) sent.push("job");
  });
  await page.getByRole("button", { name: "Create job" }).click();
  await expect(page.getByText("Give the job a name.")).toBeVisible();
  await expect(page.getByLabel("Name")).toBeFocused();
  await expect(page.getByLabel("URL", { exact: true })).toHaveAttribute("aria-invalid", "true");
  expect(sent).toEqual([]);
});

test("what only the server knows is told at the field, and nothing typed is lost", async ({
  page,
}) => {
  await openForm(page);
  await page.getByLabel("Name").fill("Twice");
  await page.getByLabel("URL", { exact: true }).fill("http://127.0.0.1:9/");
  await page.getByText("By hand", { exact: true }).click();
  await page.getByText("Details").click();
  await page.getByLabel("Key").fill("twice");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("heading", { name: "Twice" })).toBeVisible();
  const id = page.url().split("/").at(-1) ?? "";

  await page.goto("/jobs/new");
  await page.getByLabel("Name").fill("Twice again");
  await page.getByLabel("URL", { exact: true }).fill("http://127.0.0.1:9/");
  await page.getByText("By hand", { exact: true }).click();
  await page.getByText("Details").click();
  await page.getByLabel("Key").fill("twice");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByLabel("Key")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Name")).toHaveValue("Twice again");
  await deleteJob(page, id);
});

test("a schedule is shown in words and moments as it is typed", async ({ page }) => {
  await openForm(page);
  await page.getByText("Cron", { exact: true }).click();
  await page.getByLabel("Expression").fill("30 2 * * MON-FRI");
  await page.getByLabel("Time zone").click();
  await page.getByPlaceholder("City or region, such as Berlin").fill("tokyo");
  await page.getByRole("option", { name: /Asia\/Tokyo/ }).click();
  await expect(page.getByText("At 02:30, Monday through Friday, Asia/Tokyo")).toBeVisible();
  await expect(page.getByText("02:30:00+09:00")).toHaveCount(5);

  await page.getByLabel("Expression").fill("99 * * * *");
  await page.getByLabel("Expression").blur();
  await expect(page.getByLabel("Expression")).toHaveAttribute("aria-invalid", "true");
});

test("form and JSON are the same job", async ({ page }) => {
  await openForm(page);
  await page.getByLabel("Name").fill("In step");
  await page.getByText("JSON", { exact: true }).click();
  const json = page.getByLabel("Job as JSON");
  await expect(json).toHaveValue(/"name": "In step"/);
  const body = {
    name: "From JSON",
    template: "http-request",
    params: { method: "PUT", url: "https://example.com/", headers: { "x-a": "1" } },
    schedule: { kind: "cron", expression: "0 5 * * *", timeZone: "Europe/Paris" },
    policies: { overlap: "allow" },
  };
  await json.fill(JSON.stringify(body));
  await page.getByText("Form", { exact: true }).click();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("From JSON");
  await expect(page.getByLabel("Method")).toHaveValue("2");
  await expect(page.getByLabel("Headers 1, name")).toHaveValue("x-a");
  await expect(page.getByLabel("Expression")).toHaveValue("0 5 * * *");
  await expect(page.getByLabel("Time zone")).toContainText("Europe/Paris");
});

test("leaving with unsaved changes asks first", async ({ page }) => {
  await openForm(page);
  await page.getByLabel("Name").fill("Half a job");
  page.once("dialog", (dialog) => void dialog.dismiss());
  await page.getByRole("link", { name: "Runs" }).click();
  await expect(page.getByLabel("Name")).toHaveValue("Half a job");
  page.once("dialog", (dialog) => void dialog.accept());
  await page.getByRole("link", { name: "Runs" }).click();
  await expect(page.getByRole("heading", { name: "Runs" })).toBeVisible();
});

const EVERY_KIND = {
  type: "object",
  required: ["region", "limit"],
  additionalProperties: false,
  properties: {
    region: { type: "string", enum: ["eu", "us"], title: "Region", default: "eu" },
    limit: { type: "integer", minimum: 1, maximum: 1000, title: "Limit" },
    ratio: { type: "number", title: "Ratio" },
    note: { type: "string", format: "multiline", title: "Note" },
    dryRun: { type: "boolean", title: "Dry run" },
    day: { type: "string", format: "date", title: "Day" },
    at: { type: "string", format: "date-time", title: "At" },
    wait: { type: "string", format: "duration", title: "Wait" },
    formats: {
      type: "array",
      uniqueItems: true,
      items: { enum: ["csv", "pdf"] },
      title: "Formats",
    },
    names: { type: "array", items: { type: "string" }, title: "Names" },
    labels: { type: "object", additionalProperties: { type: "string" }, title: "Labels" },
    owner: {
      type: "object",
      title: "Owner",
      properties: { mail: { type: "string", title: "Mail" } },
    },
    extra: { title: "Extra" },
    team: { const: "data", readOnly: true, title: "Team" },
    hidden: { const: 7, title: "Never seen" },
  },
};

test("a form is generated for every kind of parameter", async ({ page, target }) => {
  await signIn(page);
  const origin = new URL(page.url()).origin;
  const slug = `kinds-${Date.now()}`;
  const made = await page.request.post("/api/v1/templates", {
    headers: { origin },
    data: {
      slug,
      name: "Every kind",
      executor: "http",
      parameters: EVERY_KIND,
      config: { method: "POST", url: target.url, body: { limit: "{{ params.limit }}" } },
    },
  });
  expect(made.status(), await made.text()).toBe(201);

  await page.goto(`/jobs/new?template=${slug}`);
  await page.getByLabel("Name", { exact: true }).fill("Kinds");
  await page.getByRole("button", { name: /^More options/ }).click();
  await page.getByLabel("Limit", { exact: true }).fill("5000");
  await page.getByLabel("Limit", { exact: true }).blur();
  await expect(page.getByLabel("Limit", { exact: true })).toHaveAttribute("aria-invalid", "true");
  await page.getByLabel("Limit", { exact: true }).fill("50");
  await page.getByLabel("Region", { exact: true }).selectOption({ label: "us" });
  await page.getByLabel("Ratio", { exact: true }).fill("0.5");
  await page.getByLabel("Note", { exact: true }).fill("two\nlines");
  await page.getByLabel("Dry run", { exact: true }).check();
  await page.getByLabel("Day", { exact: true }).fill("2026-12-24");
  await page.getByLabel("At", { exact: true }).fill("2026-12-24T18:00:00Z");
  await page.getByLabel("Wait", { exact: true }).fill("1h30m");
  await page.getByLabel("csv", { exact: true }).check();
  await page.getByRole("button", { name: "Add to names" }).click();
  await page.getByLabel("Names 1", { exact: true }).fill("Ada");
  await page.getByRole("button", { name: "Add to labels" }).click();
  await page.getByLabel("Labels 1, name").fill("tier");
  await page.getByLabel("Labels 1, value").fill("gold");
  await page.getByLabel("Mail", { exact: true }).fill("ada@punctual.test");
  await page.getByLabel("Extra", { exact: true }).fill('{"deep": [1]}');
  await expect(page.getByLabel("Team", { exact: true })).toHaveValue("data");
  await expect(page.getByText("Never seen")).toHaveCount(0);
  await page.getByText("By hand", { exact: true }).click();
  await page.keyboard.press("Control+Enter");

  await expect(page.getByRole("heading", { name: "Kinds" })).toBeVisible();
  const id = page.url().split("/").at(-1) ?? "";
  const job = (await (await page.request.get(`/api/v1/jobs/${id}`)).json()) as { params: unknown };
  expect(job.params).toMatchObject({
    region: "us",
    limit: 50,
    ratio: 0.5,
    note: "two\nlines",
    dryRun: true,
    day: "2026-12-24",
    at: "2026-12-24T18:00:00Z",
    wait: "1h30m",
    formats: ["csv"],
    names: ["Ada"],
    labels: { tier: "gold" },
    owner: { mail: "ada@punctual.test" },
    extra: { deep: [1] },
  });
  await deleteJob(page, id);
  const archived = await page.request.delete(`/api/v1/templates/${slug}`, { headers: { origin } });
  expect(archived.status(), await archived.text()).toBe(204);
});
