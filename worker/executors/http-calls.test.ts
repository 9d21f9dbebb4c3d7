import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { attempt, codeOf, NOW, openExecutor, RUN_ID, resultOf } from "./http/test-execution.ts";
import { startRecorder, startTarget } from "./http/test-target.ts";

const TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

async function receivedFor(config: object, more: Parameters<typeof attempt>[1] = {}) {
  const target = await startRecorder();
  const { outcome, logs } = await attempt({ url: `${target.origin}/hook`, ...config }, more);
  const [request] = target.received;
  if (request === undefined) throw new Error(`nothing was received: ${JSON.stringify(outcome)}`);
  return { request, outcome, logs };
}

describe("what a target receives", () => {
  it("is a GET without a body unless the configuration says more", async () => {
    const { request } = await receivedFor({});
    expect(request).toMatchObject({ method: "GET", url: "/hook", body: "" });
  });

  it("names the run, the attempt and the slot on every call", async () => {
    const { request } = await receivedFor({ method: "post" }, { traceparent: TRACEPARENT });
    expect(request.method).toBe("POST");
    expect(request.headers).toMatchObject({
      "idempotency-key": RUN_ID,
      "punctual-run-id": RUN_ID,
      "punctual-attempt": "2",
      "punctual-scheduled-for": "2026-11-20T08:00:00.123Z",
      traceparent: TRACEPARENT,
      "user-agent": "Punctual",
      "accept-encoding": "identity",
    });
  });

  it.each([
    ["an object as JSON", { a: ["ä"] }, '{"a":["ä"]}', "application/json"],
    ["a number as JSON", 5, "5", "application/json"],
    ["a string as it is", "a=1&b=2", "a=1&b=2", undefined],
    ["null as no body", null, "", undefined],
  ])("has %s", async (_what, body, sent, type) => {
    const { request } = await receivedFor({ method: "POST", body });
    expect(request.body).toBe(sent);
    expect(request.headers["content-type"]).toBe(type);
  });

  it("carries the configured headers, whose content type wins", async () => {
    const headers = { "Content-Type": "application/vnd.api+json", "X-Number": 5, "x-none": null };
    const { request } = await receivedFor({ method: "POST", body: {}, headers });
    expect(request.headers["content-type"]).toBe("application/vnd.api+json");
    expect(request.headers["x-number"]).toBe("5");
    expect(request.headers).not.toHaveProperty("x-none");
  });

  it("has reserved headers from the scheduler alone, and the log says so", async () => {
    const reserved = {
      "Idempotency-Key": "forged",
      "punctual-run-id": "forged",
      "Punctual-Lease-Token": "forged",
      "Webhook-Signature": "forged",
      traceparent: "forged",
      Host: "forged",
      Connection: "forged",
      "Transfer-Encoding": "forged",
      "Content-Length": "1",
      "Proxy-Authorization": "forged",
      "Accept-Encoding": "gzip",
      TE: "forged",
    };
    const { request, logs } = await receivedFor({ headers: { ...reserved, "x-mine": "kept" } });
    expect(JSON.stringify(request)).not.toContain("forged");
    expect(request.headers["accept-encoding"]).toBe("identity");
    expect(request.headers["x-mine"]).toBe("kept");
    expect(logs).toContain("idempotency-key");
    expect(logs).not.toContain("forged");
  });

  it.each([
    { "x-a": "1\r\nx-injected: 1" },
    { "x-a": "1\n" + " folded" },
    { "x-a": "nul\0" },
    { "x-a": "snow\u2603" },
    { "x a": "1" },
    { "x-a: 1\r\nx-b": "1" },
    { "": "1" },
  ])("never is a header that could be two: %j", async (headers) => {
    const target = await startRecorder();
    const { outcome } = await attempt({ url: target.origin, headers });
    expect(codeOf(outcome)).toBe("template_invalid");
    expect(target.connections()).toBe(0);
  });
});

describe("the signature", () => {
  const KEY = Buffer.from("0123456789abcdef0123456789abcdef");
  const signingSecret = `whsec_${KEY.toString("base64")}`;

  it("is the one Standard Webhooks describe", async () => {
    const { request } = await receivedFor({ method: "POST", body: { a: "ä" } }, { signingSecret });
    const seconds = String(Math.floor(NOW / 1000));
    const expected = createHmac("sha256", KEY)
      .update(Buffer.concat([Buffer.from(`${RUN_ID}.${seconds}.`), Buffer.from(request.body)]))
      .digest("base64");
    expect(request.headers["webhook-id"]).toBe(RUN_ID);
    expect(request.headers["webhook-timestamp"]).toBe(seconds);
    expect(request.headers["webhook-signature"]).toBe(`v1,${expected}`);
  });

  it.each([
    ["sign: false", { sign: false }, signingSecret],
    ["no key", {}, null],
  ])("is absent with %s", async (_why, config, secret) => {
    const { request } = await receivedFor(config, { signingSecret: secret });
    expect(Object.keys(request.headers).filter((name) => name.startsWith("webhook"))).toEqual([]);
  });
});

describe("what becomes of an answer", () => {
  async function answered(status: number, more: object = {}, headers: Record<string, string> = {}) {
    const target = await startTarget((_request, response) => {
      response.writeHead(status, headers).end(status === 204 ? undefined : '{"a":1}');
    });
    return (await attempt({ url: target.origin, ...more })).outcome;
  }

  it("is a result with status, headers and parsed JSON", async () => {
    const outcome = await answered(201, {}, { "content-type": "application/json; charset=utf-8" });
    expect(outcome.outcome).toBe("completed");
    expect(resultOf(outcome)).toMatchObject({
      status: 201,
      headers: { "content-type": "application/json; charset=utf-8" },
      body: { a: 1 },
      truncated: false,
    });
  });

  it.each([
    [200, undefined, "completed"],
    [204, undefined, "completed"],
    [404, undefined, "status"],
    [404, ["2xx", "404"], "completed"],
    [204, ["200-203"], "status"],
    [202, ["200-204"], "completed"],
    [302, ["3XX"], "completed"],
    [302, undefined, "status"],
    [200, ["404"], "status"],
    [404, [404], "completed"],
  ])("with %i where %j is expected is %s", async (status, expectStatus, end) => {
    expect(codeOf(await answered(status, expectStatus ? { expectStatus } : {}))).toBe(end);
  });

  it.each([
    [400, false],
    [401, false],
    [408, true],
    [410, false],
    [425, true],
    [429, true],
    [500, true],
    [503, true],
    [304, false],
  ])("with %i makes a retry sensible: %j", async (status, retryable) => {
    expect(await answered(status)).toMatchObject({ outcome: "failed", retryable });
  });

  it("shows the body of a failure and says what was expected", async () => {
    const outcome = await answered(500, { expectStatus: ["2xx", "404"] });
    expect(outcome).toMatchObject({ result: { status: 500, body: '{"a":1}' } });
    expect(outcome).toMatchObject({
      error: {
        message: "The target answered 500 Internal Server Error; expected was 200–299 or 404.",
      },
    });
  });

  it("hands on how long a target asks to wait", async () => {
    expect(await answered(503, {}, { "retry-after": "7" })).toMatchObject({ retryAfterSeconds: 7 });
    expect(await answered(500, {}, { "retry-after": "7" })).toMatchObject({
      retryAfterSeconds: null,
    });
  });
});

describe("a configuration that cannot be used", () => {
  it.each([
    [null],
    [{}],
    [{ url: "not a url" }],
    [{ url: "/path" }],
    [{ url: "http://[::1" }],
    [{ url: "http://127.0.0.1/", method: "CONNECT" }],
    [{ url: "http://127.0.0.1/", method: "GET /" }],
    [{ url: "http://127.0.0.1/", expectStatus: ["2xy"] }],
    [{ url: "http://127.0.0.1/", mode: "callback", cancelUrl: "nowhere" }],
    [{ url: "http://127.0.0.1/", mode: "later" }],
    [{ url: "http://127.0.0.1/", unknown: 1 }],
    [{ url: "http://127.0.0.1/", headers: [] }],
  ])("is template_invalid: %j", async (config) => {
    const { outcome } = await attempt(config);
    expect(outcome).toMatchObject({ retryable: false, error: { code: "template_invalid" } });
  });

  it("may leave optional fields null", async () => {
    const { request } = await receivedFor({
      method: null,
      headers: null,
      body: null,
      expectStatus: null,
      followRedirects: null,
      sign: null,
      mode: "sync",
      cancelUrl: null,
    });
    expect(request.method).toBe("GET");
  });
});

it("logs the request and the status, but no query", async () => {
  const target = await startRecorder();
  const { logs } = await attempt({ url: `${target.origin}/hook?key=secret` });
  expect(logs).toMatch(/^GET http:\/\/127\.0\.0\.1:\d+\/hook\?…\n200 in \d+ ms, 0 bytes$/);
});

it("reuses a connection and loses none of many calls at once", async () => {
  const target = await startRecorder();
  const executor = openExecutor();
  for (let round = 0; round < 3; round++) {
    const calls = Array.from({ length: 20 }, () => attempt({ url: target.origin }, { executor }));
    const outcomes = await Promise.all(calls);
    expect(outcomes.every(({ outcome }) => outcome.outcome === "completed")).toBe(true);
  }
  expect(target.received).toHaveLength(60);
  expect(target.connections()).toBe(20);
});
