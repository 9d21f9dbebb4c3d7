import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { createJob, deleteJob, signIn, test } from "./support/console.ts";

const HOLIDAYS = fileURLToPath(new URL("../support/ics/berlin-2026-2028.ics", import.meta.url));

async function deleteCalendar(page: Page, name: string): Promise<void> {
  const origin = new URL(page.url()).origin;
  await page.request.delete(`/api/v1/calendars/${name}`, { headers: { origin } });
}

async function faultsOf(page: Page) {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
    .analyze();
  return violations.map(({ id, nodes }) => ({ id, where: nodes.map((node) => node.html) }));
}

test("public holidays from a file are looked at, completed, saved, chosen for a job and exported", async ({
  page,
  target,
}) => {
  test.setTimeout(180_000);
  await signIn(page);
  await deleteCalendar(page, "feiertage-berlin");
  await page.goto("/calendars");
  await page.getByRole("link", { name: "Import a file" }).first().click();
  await page.getByLabel("iCalendar file").setInputFiles(HOLIDAYS);
  await expect(page.getByText("holds 30 entries")).toBeVisible();
  await expect(page.getByText("Neujahr").first()).toBeVisible();
  await page.getByRole("button", { name: "Use these entries" }).click();
  await expect(page.getByLabel("Name", { exact: true }).first()).toHaveValue("Feiertage Berlin");

  await page.getByRole("button", { name: "Add: every week" }).click();
  await expect(page.getByRole("button", { name: "Saturdays and Sundays" })).toBeVisible();
  await page.getByRole("button", { name: "Add: date" }).click();
  await page.getByRole("button", { name: "Create calendar" }).click();
  await expect(page.getByText("It must be a date that exists, written YYYY-MM-DD.")).toBeVisible();
  await page.getByLabel("Day", { exact: true }).fill("2027-06-21");
  expect(await faultsOf(page)).toEqual([]);
  await page.getByRole("button", { name: "Create calendar" }).click();

  await expect(page.getByRole("heading", { name: "Feiertage Berlin" })).toBeVisible();
  await page.goto("/calendars/feiertage-berlin?year=2027");
  await expect(page.getByText("Karfreitag").first()).toBeVisible();
  await expect(page.getByText("111 days excluded")).toBeVisible();
  const waiting = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export" }).click();
  const file = await (await waiting).path();
  expect(readFileSync(file, "utf8")).toContain("SUMMARY:Karfreitag\r\n");

  const id = await createJob(page, {
    name: "Resting",
    template: "http-request",
    params: { method: "GET", url: `${target.url}/ok` },
    schedule: { kind: "cron", expression: "0 12 * * *", timeZone: "Europe/Berlin" },
  });
  await page.goto(`/jobs/${id}/edit`);
  await page.locator("summary", { hasText: "Calendars" }).click();
  await page.getByRole("checkbox", { name: "Feiertage Berlin feiertage-berlin" }).check();
  await page.getByText("Move to the next allowed day").click();
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByRole("heading", { name: "Resting" })).toBeVisible();
  const stored = await (await page.request.get(`/api/v1/jobs/${id}`)).json();
  expect(stored.schedule).toMatchObject({ calendars: ["feiertage-berlin"], onExcluded: "move" });

  await page.goto("/calendars/feiertage-berlin");
  await expect(page.getByRole("link", { name: "Resting" })).toBeVisible();
  await page.getByRole("button", { name: "Delete calendar" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete calendar" }).click();
  await expect(page.getByText("Jobs name this calendar: resting.")).toBeVisible();
  await deleteJob(page, id);
  await page.getByRole("button", { name: "Delete calendar" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete calendar" }).click();
  await expect(page.getByRole("heading", { name: "Calendars" })).toBeVisible();
});

test("a file that cannot be taken says why, and nothing of the form is lost", async ({ page }) => {
  await signIn(page);
  await page.goto("/calendars/new");
  await page.getByLabel("Name", { exact: true }).fill("Mine");
  const buffer = Buffer.from("<!doctype html>");
  const file = { name: "holidays.ics", mimeType: "text/calendar", buffer };
  await page.getByLabel("iCalendar file").setInputFiles(file);
  await expect(page.getByText("holidays.ics cannot be taken")).toBeVisible();
  await expect(page.getByText("begins with BEGIN:VCALENDAR")).toBeVisible();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Mine");
});

test("a feed's address is shown once, is read without signing in, and ends", async ({
  page,
  playwright,
}) => {
  await signIn(page);
  await page.goto("/calendars");
  await page.getByRole("button", { name: "New feed" }).click();
  await page.getByLabel("Name").fill("All of it");
  await page.getByRole("button", { name: "Make it" }).click();
  const address = (await page.getByRole("dialog").locator("pre").textContent()) ?? "";
  const visitor = await playwright.request.newContext();
  expect(await (await visitor.get(address)).text()).toContain("X-WR-CALNAME:All of it");
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByRole("button", { name: "End All of it" }).click();
  await page.getByRole("button", { name: "End feed" }).click();
  // What lies behind a dialog is hidden as well: only without it does the missing button say that the feed has ended.
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(page.getByRole("button", { name: "End All of it" })).toBeHidden();
  expect((await visitor.get(address)).status()).toBe(404);
  await visitor.dispose();
});
