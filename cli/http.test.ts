import { expect, it } from "vitest";
import { openClient } from "./http.ts";

const url = "http://punctual.test";
const answering = (response: () => Response | Promise<Response>) =>
  openClient({ url, token: "t", fetch: async () => response() });

it("sends the token, the query and a JSON body, and follows no redirect", async () => {
  const sent: { url: string; init: RequestInit | undefined }[] = [];
  const fetch = async (to: Parameters<typeof globalThis.fetch>[0], init?: RequestInit) => {
    sent.push({ url: String(to), init });
    return Response.json({ ok: true });
  };
  const client = openClient({ url, token: "t", fetch });
  const query = { project: "p q", cursor: undefined };
  expect(await client.call("POST", "/jobs", { query, body: { a: 1 } })).toEqual({ ok: true });
  expect(sent[0]?.url).toBe("http://punctual.test/api/v1/jobs?project=p+q");
  expect(sent[0]?.init).toMatchObject({ method: "POST", body: '{"a":1}', redirect: "manual" });
  expect(new Headers(sent[0]?.init?.headers).get("authorization")).toBe("Bearer t");
});

it("makes a refusal of the answer's problem", async () => {
  const problem = {
    code: "invalid",
    detail: "No.",
    requestId: "r",
    errors: [{ pointer: "/a", message: "b" }],
  };
  const client = answering(() => Response.json(problem, { status: 422 }));
  await expect(client.call("GET", "/jobs")).rejects.toMatchObject({
    name: "ApiError",
    status: 422,
    code: "invalid",
    message: "No.",
    requestId: "r",
    problems: problem.errors,
  });
});

it.each([
  ["a page of something else", () => new Response("<html>"), "not as Punctual does"],
  ["an error of something else", () => new Response("no", { status: 404 }), "answered 404"],
  ["a gateway", () => new Response("", { status: 502 }), "not up behind it"],
  [
    "a redirect",
    () => new Response(null, { status: 308, headers: { location: "https://x/" } }),
    "points to https://x/",
  ],
  [
    "nobody",
    () => Promise.reject(new TypeError("fetch failed", { cause: { message: "?" } })),
    "cannot be reached",
  ],
])("says that Punctual is not there when %s answers", async (_who, answer, words) => {
  const client = answering(answer);
  await expect(client.call("GET", "/me")).rejects.toMatchObject({ name: "UnreachableError" });
  await expect(client.call("GET", "/me")).rejects.toThrow(words);
});
