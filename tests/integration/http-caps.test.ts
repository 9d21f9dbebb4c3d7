import { describe, expect, it } from "vitest";
import { ENDPOINTS } from "../../lib/contracts/endpoints/all.ts";
import { newId } from "../../lib/platform/ids.ts";
import { setPlatform } from "../../lib/services/runtime.ts";
import { createTestDatabase } from "../support/database.ts";
import { serveApi } from "../support/serve.ts";

const database = await createTestDatabase();
const { answer, call, login, member, origin, platform } = await serveApi(database);
const token = await login();
const authorization = `Bearer ${token}`;

const template = (config: unknown) => ({ slug: "t", name: "T", executor: "http", config });

describe("a body", () => {
  const most = 256 * 1024;
  const send = (body: string | ReadableStream) =>
    answer(
      new Request(`${origin}/api/v1/tokens`, {
        method: "POST",
        headers: { authorization, "content-type": "application/json" },
        body,
        ...(typeof body === "string" ? {} : { duplex: "half" as const }),
      }),
    );

  it("may have 256 KiB and no byte more, announced or not", async () => {
    const json = (bytes: number) => `{"name":"${"x".repeat(bytes - 11)}"}`;
    expect(json(most)).toHaveLength(most);
    expect((await send(json(most))).status).toBe(422);
    expect((await send(json(most + 1))).status).toBe(413);
    const inPieces = (text: string) =>
      new ReadableStream({
        start: (controller) => {
          for (let at = 0; at < text.length; at += 10_000)
            controller.enqueue(new TextEncoder().encode(text.slice(at, at + 10_000)));
          controller.close();
        },
      });
    expect((await send(inPieces(json(most)))).status).toBe(422);
    expect((await send(inPieces(json(most + 1)))).status).toBe(413);
  });

  it("may be 20 levels deep and not one more", async () => {
    const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);
    const render = async (levels: number) =>
      (
        await call("POST", "/api/v1/templates/http-request/render", {
          token,
          // The body and `params` are two levels of them.
          body: { params: { url: "http://x.example/", body: nested(levels - 2) } },
        })
      ).status;
    expect(await render(20)).toBe(200);
    expect(await render(21)).toBe(422);
    const deep = template({ method: "POST", url: "http://x.example/", body: nested(60) });
    expect((await call("POST", "/api/v1/templates", { token, body: deep })).status).toBe(422);
  });
});

describe("a list", () => {
  const lists = ENDPOINTS.filter(({ method, query }) => method === "GET" && query?.shape["cursor"]);

  it.each(lists.map(({ path }) => path))("has at most 200 rows a page: %s", async (path) => {
    const url = path.replaceAll(/\{\w+\}/g, newId());
    const { status, body } = await call("GET", `${url}?limit=201`, { token });
    expect(status).toBe(422);
    const pointers = body.errors.map(({ pointer }: { pointer: string }) => pointer);
    expect(pointers).toContain("/query/limit");
  });

  it("is one of many", () => {
    expect(lists.length).toBeGreaterThan(10);
  });
});

describe("streams", () => {
  const openStream = async (of: string, signal: AbortSignal) => {
    const headers = { authorization: `Bearer ${of}`, accept: "text/event-stream" };
    const request = new Request(new URL("/api/v1/events", origin), { headers, signal });
    const response = await answer(request);
    return response;
  };

  it("are at most ten a person, however many tokens they have, and free again when they end", async () => {
    const { token: first } = await member("streamer");
    const account = { email: "streamer@example.com", password: "password of streamer" };
    const second = await login(account);
    const { token: other } = await member("other");
    const ends: AbortController[] = [];
    const begin = async (of: string) => {
      const end = new AbortController();
      ends.push(end);
      return openStream(of, end.signal);
    };
    for (let n = 0; n < 10; n += 1)
      expect((await begin(n % 2 === 0 ? first : second)).status).toBe(200);
    const refused = await begin(first);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(refused.headers.get("x-content-type-options")).toBe("nosniff");
    expect((await begin(other)).status).toBe(200);
    ends[0]?.abort();
    await expect.poll(async () => (await begin(second)).status).toBe(200);
    for (const end of ends) end.abort();
  });
});

describe("what fails on our side", () => {
  it("carries the headers and tells nothing of its inside", async () => {
    const broken = new Proxy(platform.db, {
      get: () => {
        throw new Error("planted: the password is hunter2");
      },
    });
    setPlatform({ ...platform, db: broken });
    const response = await fetch(`${origin}/api/v1/me`, { headers: { authorization } });
    setPlatform(platform);
    expect(response.status).toBe(500);
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(response.headers.get("referrer-policy")).toBe("no-referrer");
    expect(response.headers.get("x-powered-by")).toBeNull();
    expect(await response.text()).not.toMatch(/planted|hunter2|\.ts/);
  });
});
