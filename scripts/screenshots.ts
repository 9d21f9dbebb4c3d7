// Pictures of the console over demonstration data, from a running installation:
//   PUNCTUAL_URL=http://localhost:3000 ADMIN_EMAIL=… ADMIN_PASSWORD=… npm run screenshots -- [folder] [--all]
// Without --all only the few that the documentation shows are taken.

import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import {
  type APIRequestContext,
  type Browser,
  chromium,
  type Page,
  request,
} from "@playwright/test";
import { createDemoJobs } from "./screenshots/demo-jobs.ts";
import { startDemoTarget } from "./screenshots/demo-target.ts";
import { systemBrowser } from "./test/browser.ts";

const THEMES = ["light", "dark"] as const;
const WIDTHS = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } };
/** Long enough for the two-second job to fill its bars. */
const WARM_UP_MS = 45_000;
const SETTLE_MS = 900;
const SHOWN = new Set([
  "overview-light-wide",
  "jobs-dark-wide",
  "job-new-light-wide",
  "run-failed-dark-wide",
]);

const all = process.argv.includes("--all");
const folder = process.argv.slice(2).find((text) => !text.startsWith("--")) ?? "docs/screenshots";
const baseURL = process.env["PUNCTUAL_URL"] ?? "http://localhost:3000";

const api = await signedInApi();
const target = await startDemoTarget();
const browser = await launch();
const made: string[] = [];
try {
  mkdirSync(folder, { recursive: true });
  const ids = await createDemoJobs(api, target.url);
  made.push(...ids.values());
  console.log(`Letting ${ids.size} jobs run for ${WARM_UP_MS / 1000} s …`);
  await new Promise((resolve) => setTimeout(resolve, WARM_UP_MS));
  await takeAll(browser, await pagesOf(ids));
} finally {
  await browser.close();
  for (const id of made) await api.delete(`/api/v1/jobs/${id}`);
  await api.dispose();
  target.close();
}

async function signedInApi(): Promise<APIRequestContext> {
  const visitor = await request.newContext({ baseURL });
  const data = { email: process.env["ADMIN_EMAIL"], password: process.env["ADMIN_PASSWORD"] };
  const answer = await visitor.post("/api/v1/auth/login", { data });
  if (!answer.ok()) throw new Error(`Signing in failed: ${await answer.text()}`);
  const { token } = (await answer.json()) as { token: string };
  await visitor.dispose();
  return request.newContext({ baseURL, extraHTTPHeaders: { authorization: `Bearer ${token}` } });
}

function launch(): Promise<Browser> {
  const executablePath = existsSync(chromium.executablePath()) ? undefined : systemBrowser();
  return chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: [
      "--disable-gpu",
      "--disable-quic",
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    ],
  });
}

async function pagesOf(ids: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, string>> {
  const run = async (job: string, status: string) => {
    const answer = await api.get(`/api/v1/runs?job=${ids.get(job)}&status=${status}&limit=1`);
    const { data } = (await answer.json()) as { data: { id: string }[] };
    return `/runs/${data[0]?.id}`;
  };
  return new Map([
    ["overview", "/"],
    ["jobs", "/jobs"],
    ["job", `/jobs/${ids.get("Import batches")}`],
    ["job-upcoming", `/jobs/${ids.get("Nightly invoices")}?tab=upcoming`],
    ["job-configuration", `/jobs/${ids.get("Sync orders")}?tab=configuration`],
    ["job-new", "/jobs/new"],
    ["job-edit", `/jobs/${ids.get("Nightly invoices")}/edit`],
    ["runs", "/runs"],
    ["run", await run("Sync orders", "completed")],
    ["run-failed", await run("Refresh warehouse", "failed")],
    ["run-live", await run("Revenue report", "running")],
    ["templates", "/templates"],
    ["template", "/templates/http-request"],
    ["secrets", "/secrets"],
    ["workers", "/workers"],
    ["not-found", "/jobs/none"],
  ]);
}

async function takeAll(browser: Browser, pages: ReadonlyMap<string, string>): Promise<void> {
  for (const theme of THEMES) {
    for (const [width, viewport] of Object.entries(WIDTHS)) {
      const context = await browser.newContext({
        baseURL,
        viewport,
        colorScheme: theme,
        locale: "en-GB",
      });
      const page = await context.newPage();
      await page.goto("/sign-in");
      await take(page, `sign-in-${theme}-${width}`);
      await signIn(page);
      for (const [name, path] of pages) {
        const title = `${name}-${theme}-${width}`;
        if (!all && !SHOWN.has(title)) continue;
        await page.goto(path);
        await take(page, title);
      }
      await context.close();
    }
  }
}

async function signIn(page: Page): Promise<void> {
  await page.getByLabel("E-mail").fill(process.env["ADMIN_EMAIL"] ?? "");
  await page.getByLabel("Password").fill(process.env["ADMIN_PASSWORD"] ?? "");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => url.pathname === "/");
}

async function take(page: Page, title: string): Promise<void> {
  if (!all && !SHOWN.has(title)) return;
  await page.waitForTimeout(SETTLE_MS);
  await page.screenshot({ path: join(folder, `${title}.png`), fullPage: all });
  console.log(title);
}
