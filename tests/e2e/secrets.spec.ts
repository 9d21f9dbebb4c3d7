import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { findPlanted, PLANTED } from "../support/secret-forms.ts";
import { createJob, deleteJob, signIn, test } from "./support/console.ts";

/** Answers the address, the headers and the body it was called with. */
async function startEcho() {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString();
      const basic = Object.values(PLANTED).map((value) =>
        Buffer.from(`u:${value}`).toString("base64"),
      );
      response.writeHead(500, { "content-type": "application/json", "x-echo": PLANTED.SHORT });
      response.end(JSON.stringify({ url: request.url, headers: request.headers, body, basic }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

async function withoutSecrets(page: Page): Promise<void> {
  const origin = new URL(page.url()).origin;
  for (const name of [...Object.keys(PLANTED), "BILLING_KEY"])
    await page.request.delete(`/api/v1/secrets/${name}`, { headers: { origin } });
}

async function faultsOf(page: Page) {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
    .analyze();
  return violations.map(({ id, nodes }) => ({ id, where: nodes.map((node) => node.html) }));
}

test("a secret is added, replaced, seen in use and deleted, and its value shown nowhere", async ({
  page,
}) => {
  await signIn(page);
  await withoutSecrets(page);
  await page.goto("/secrets");
  await page.getByRole("button", { name: "Add secret" }).first().click();
  await page.getByRole("button", { name: "Keep it" }).click();
  await expect(page.getByText("Give it a name.")).toBeVisible();
  await page.getByLabel("Name", { exact: true }).fill("BILLING-KEY");
  await page.getByLabel("Value").fill("the first value");
  await page.getByRole("button", { name: "Keep it" }).click();
  await expect(page.getByText("must be letters, digits and _")).toBeVisible();
  expect(await faultsOf(page)).toEqual([]);
  await page.getByLabel("Name", { exact: true }).fill("BILLING_KEY");
  await page.getByRole("button", { name: "Keep it" }).click();
  await expect(page.getByText("Never used")).toBeVisible();

  await page.getByRole("button", { name: "Replace BILLING_KEY" }).click();
  await page.getByLabel("Value").fill("the second value");
  await page.getByRole("button", { name: "Replace it" }).click();
  await expect(page.getByText("Version 2")).toBeVisible();
  expect(await page.content()).not.toMatch(/the (first|second) value/);
  expect(await faultsOf(page)).toEqual([]);

  const job = await createJob(page, {
    name: "Sends a key",
    template: "http-request",
    params: { url: "http://127.0.0.1:9/", headers: { a: "{{ secrets.BILLING_KEY }}" } },
    schedule: { kind: "manual" },
  });
  await page.getByRole("button", { name: "Who uses BILLING_KEY" }).click();
  await expect(page.getByRole("link", { name: "Sends a key" })).toBeVisible();
  await page.getByRole("button", { name: "Close" }).last().click();
  await page.getByRole("button", { name: "Delete BILLING_KEY" }).click();
  await expect(page.getByRole("link", { name: "Sends a key" })).toBeVisible();
  await page.getByRole("button", { name: "Delete secret" }).click();
  await expect(page.getByText("Keep keys out of jobs")).toBeVisible();
  await deleteJob(page, job);
});

test("no page shows a planted secret that a target echoes", async ({ page }) => {
  test.setTimeout(180_000);
  const echo = await startEcho();
  await signIn(page);
  await withoutSecrets(page);
  const headers = { origin: new URL(page.url()).origin };
  for (const [name, value] of Object.entries(PLANTED)) {
    const answer = await page.request.post("/api/v1/secrets", { data: { name, value }, headers });
    expect(answer.status()).toBe(201);
  }
  const references = Object.keys(PLANTED).map((name) => `{{ secrets.${name} }}`);
  const job = await createJob(page, {
    name: "Echoes",
    template: "http-request",
    params: { method: "POST", url: `${echo.url}/?q=${references.join("")}`, body: references },
    schedule: { kind: "manual" },
    policies: { retry: { maxAttempts: 2, delaySeconds: 0 } },
  });
  const started = await page.request.post(`/api/v1/jobs/${job}/runs`, { headers });
  const { id: run } = (await started.json()) as { id: string };
  const status = async () => {
    const answer = await page.request.get(`/api/v1/runs/${run}`);
    return ((await answer.json()) as { status: string }).status;
  };
  await expect.poll(status).toBe("failed");
  for (const path of [
    `/runs/${run}`,
    `/jobs/${job}`,
    `/jobs/${job}/edit`,
    "/secrets",
    "/",
    "/runs",
  ]) {
    const html = await (await page.request.get(path)).text();
    await page.goto(path);
    await page.waitForLoadState("networkidle");
    const shown = await page.locator("body").innerText();
    expect([
      path,
      ...findPlanted(html),
      ...findPlanted(shown),
      ...findPlanted(await page.content()),
    ]).toEqual([path]);
  }
  await page.goto(`/runs/${run}`);
  await expect(page.getByText("***").first()).toBeVisible();
  await deleteJob(page, job);
  await withoutSecrets(page);
  echo.close();
});
