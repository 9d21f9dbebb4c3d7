import { request as callHttp } from "node:http";
import { expect, type Page } from "@playwright/test";
import { signIn, test } from "./support/console.ts";

type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
};

type Sent = {
  readonly method?: string;
  readonly cookie?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** An answer as it comes over the wire, the path as it is written, without waiting for the end of the body. */
function ask(origin: string, path: string, sent: Sent = {}): Promise<Answer> {
  const { method = "GET", cookie, body, headers } = sent;
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const call = callHttp(
      {
        hostname,
        port,
        path,
        method,
        headers: {
          ...(cookie === undefined ? {} : { cookie }),
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
      },
      (answer) => {
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers });
        answer.destroy();
      },
    );
    call.on("error", reject);
    call.end(body);
  });
}

async function sessionOf(page: Page): Promise<{ origin: string; cookie: string }> {
  await signIn(page);
  const cookies = await page.context().cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  return { origin: new URL(page.url()).origin, cookie };
}

function expectSafe(what: string, { headers }: Answer): void {
  expect(headers["x-content-type-options"], what).toBe("nosniff");
  expect(headers["content-security-policy"], what).toContain("frame-ancestors 'none'");
  expect(headers["referrer-policy"], what).toMatch(/^(no-referrer|same-origin)$/);
  expect(headers["x-powered-by"], what).toBeUndefined();
}

test("every answer carries the headers, whatever it answers", async ({ page }) => {
  const { origin, cookie } = await sessionOf(page);
  const html = await (await page.request.get("/jobs")).text();
  const script = /src="(\/_next\/static\/[^"]+[.]js)/.exec(html)?.[1] ?? "";
  const json = { origin };
  const cases: readonly (readonly [string, number, Sent])[] = [
    ["/sign-in", 200, {}],
    ["/jobs", 307, {}],
    ["/jobs", 200, { cookie }],
    ["/audit", 200, { cookie }],
    ["/no/such/page", 404, { cookie }],
    ["/no/such/page", 404, {}],
    [script, 200, {}],
    ["/_next/static/none.js", 404, {}],
    ["/icon.svg", 200, {}],
    ["/%E0%A4%A", 400, {}],
    ["/api/health/live", 200, {}],
    ["/api/v1/openapi.json", 200, {}],
    ["/api/v1/me", 401, {}],
    ["/api/v1/me", 200, { cookie }],
    ["/api/v1/none", 404, { cookie }],
    ["/api/none", 404, {}],
    ["/api/%E0%A4%A", 400, {}],
    ["/api/v1/jobs/%", 400, { cookie }],
    ["/api/v1/me", 405, { method: "PUT", cookie, headers: json }],
    ["/api/v1/jobs", 413, { method: "POST", cookie, headers: json, body: "x".repeat(300_000) }],
    ["/api/v1/jobs", 422, { method: "POST", cookie, headers: json, body: "{}" }],
    ["/api/v1/jobs", 403, { method: "POST", cookie, body: "{}" }],
    ["/api/v1/events", 200, { cookie, headers: { accept: "text/event-stream" } }],
    ["/api/v1/audit", 200, { cookie, headers: { accept: "text/csv" } }],
  ];
  for (const [path, status, sent] of cases) {
    const answer = await ask(origin, path, sent);
    const what = `${sent.method ?? "GET"} ${path}`;
    expect([what, answer.status]).toEqual([what, status]);
    expectSafe(what, answer);
    if (sent.cookie !== undefined || path.startsWith("/api/"))
      expect([what, answer.headers["cache-control"]]).toEqual([
        what,
        expect.stringContaining("no-store"),
      ]);
  }
});

test("each page gets a nonce of its own, and its scripts bear it", async ({ page }) => {
  await signIn(page);
  const nonces = new Set<string>();
  for (const path of ["/", "/jobs", "/jobs"]) {
    const answer = await page.request.get(path);
    const policy = answer.headers()["content-security-policy"] ?? "";
    const nonce = /script-src 'self' 'nonce-([^']+)' 'strict-dynamic';/.exec(policy)?.[1] ?? "";
    expect(nonce).not.toBe("");
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    const tags = [...(await answer.text()).matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag);
    expect(tags.length).toBeGreaterThan(3);
    expect(tags.filter((tag) => !tag.includes(`nonce="${nonce}"`))).toEqual([]);
    nonces.add(nonce);
  }
  expect(nonces.size).toBe(3);
});

test("a cookie writes nothing from elsewhere", async ({ page }) => {
  const { origin, cookie } = await sessionOf(page);
  const name = `from elsewhere ${Date.now()}`;
  const body = JSON.stringify({ name, scopes: ["jobs:read"] });
  const foreign = [
    {},
    { origin: "null" },
    { origin: "https://evil.example" },
    { origin: `${origin}.evil.example` },
  ];
  for (const headers of foreign) {
    const answer = await ask(origin, "/api/v1/tokens", { method: "POST", cookie, body, headers });
    expect([headers, answer.status]).toEqual([headers, 403]);
  }
  const form = { origin, "content-type": "application/x-www-form-urlencoded" };
  const asForm = await ask(origin, "/api/v1/tokens", {
    method: "POST",
    cookie,
    body: "name=x",
    headers: form,
  });
  expect(asForm.status).toBe(415);
  const list = await page.request.get("/api/v1/tokens");
  expect(await list.text()).not.toContain(name);
});
