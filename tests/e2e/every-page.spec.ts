import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { createJob, deleteJob, signIn, test } from "./support/console.ts";

/** 170 kB, compressed. Browsers that run this never load what is marked `noModule`. */
const MOST_SCRIPT_BYTES = 170 * 1024;
const THEMES = ["light", "dark"] as const;

/** A job that has run, and every page there is to show for it. */
async function furnish(page: Page, url: string): Promise<{ id: string; paths: readonly string[] }> {
  const id = await createJob(page, {
    name: "Furniture",
    template: "http-request",
    params: { method: "GET", url: `${url}/ok` },
    schedule: { kind: "interval", every: "1h" },
  });
  const origin = new URL(page.url()).origin;
  const opened = await page.request.post(`/api/v1/jobs/${id}/runs`, { headers: { origin } });
  const run = (await opened.json()) as { id: string };
  await expect
    .poll(async () => {
      const answer = await page.request.get(`/api/v1/runs/${run.id}`);
      return ((await answer.json()) as { status: string }).status;
    })
    .toBe("completed");
  const job = `/jobs/${id}`;
  const paths = [
    "/",
    "/jobs",
    "/jobs/new",
    job,
    `${job}?tab=upcoming`,
    `${job}?tab=configuration`,
    `${job}/edit`,
    "/runs",
    `/runs/${run.id}`,
    "/templates",
    "/templates/http-request",
    "/calendars",
    "/calendars/new",
    "/secrets",
    "/workers",
    "/members",
    "/users",
    "/account",
    "/account/tokens",
    "/account/sessions",
    "/audit",
    "/account",
    "/mailbox",
    "/jobs/none",
  ];
  return { id, paths };
}

async function faultsOf(page: Page) {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
    .analyze();
  return violations.map(({ id, nodes }) => ({ id, where: nodes.map((node) => node.html) }));
}

for (const theme of THEMES) {
  test(`every page is accessible in the ${theme} theme`, async ({ page, target }) => {
    test.setTimeout(180_000);
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    await page.goto("/sign-in");
    expect(await faultsOf(page), "/sign-in").toEqual([]);
    await signIn(page);
    const { id, paths } = await furnish(page, target.url);
    for (const path of paths) {
      await page.goto(path);
      await page.waitForLoadState("load");
      await expect(page.getByRole("main")).toBeVisible();
      expect(await faultsOf(page), path).toEqual([]);
    }
    await deleteJob(page, id);
  });
}

test("every page fits a telephone", async ({ page, target }) => {
  test.setTimeout(120_000);
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page);
  const { id, paths } = await furnish(page, target.url);
  for (const path of paths) {
    await page.goto(path);
    await expect(page.getByRole("main")).toBeVisible();
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width, path).toBeLessThanOrEqual(390);
  }
  await page.getByRole("button", { name: "Menu" }).click();
  await page.getByRole("dialog").getByRole("link", { name: "Workers" }).click();
  await expect(page.getByRole("heading", { name: "Workers" })).toBeVisible();
  await deleteJob(page, id);
});

test("no page makes the browser load more than 170 kB of script at first", async ({
  page,
  target,
}) => {
  test.setTimeout(120_000);
  await signIn(page);
  const { id, paths } = await furnish(page, target.url);
  const weights: { path: string; bytes: number }[] = [];
  for (const path of ["/sign-in", ...paths]) {
    const html = await (await page.request.get(path)).text();
    const scripts = [...html.matchAll(/<script[^>]+src="([^"]+)"[^>]*>/g)]
      .filter(([tag]) => !/nomodule/i.test(tag))
      .map(([, src]) => src ?? "");
    let bytes = 0;
    for (const src of new Set(scripts)) {
      const answer = await fetch(new URL(src, page.url()), {
        headers: { "accept-encoding": "gzip" },
      });
      bytes += Number(answer.headers.get("content-length") ?? (await gzipped(answer)));
    }
    weights.push({ path: path.replace(/[0-9a-f-]{36}/, "…"), bytes });
  }
  expect(weights.filter(({ bytes }) => bytes > MOST_SCRIPT_BYTES)).toEqual([]);
  await deleteJob(page, id);
});

/** Bytes of an answer that was streamed compressed, and so came without a length. */
async function gzipped(answer: Response): Promise<number> {
  const stream = new Blob([await answer.arrayBuffer()])
    .stream()
    .pipeThrough(new CompressionStream("gzip"));
  return (await new Response(stream).arrayBuffer()).byteLength;
}
