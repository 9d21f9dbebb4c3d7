import { expect, it } from "vitest";
import { createTestApi } from "../support/api.ts";
import { createTestDatabase } from "../support/database.ts";
import { serveStreams } from "../support/stream-server.ts";

const database = await createTestDatabase();
const api = await createTestApi(database);
const { call, login, member } = api;
const open = await serveStreams(api);
const admin = await login();
/** A look a second, and a busy machine. */
const SOON_MS = 4_000;

const post = (path: string, token: string, body?: unknown) =>
  call("POST", `/api/v1${path}`, { token, ...(body === undefined ? {} : { body }) });

/** A run that stays pending, so that its log stays open. */
async function openRun(): Promise<string> {
  const made = await post("/jobs", admin, {
    name: "Waits",
    template: "http-request",
    params: { url: "https://example.com" },
    schedule: { kind: "manual" },
  });
  return (await post(`/jobs/${made.body.id}/runs`, admin)).body.id;
}
const run = await openRun();

/** Somebody who is an operator of the default project, and how to change that. */
async function operator(name: string) {
  const { id, token } = await member(name);
  const path = `/api/v1/projects/default/members/${id}`;
  await call("PUT", path, { token: admin, body: { role: "operator" } });
  return {
    id,
    token,
    lower: (role: string) => call("PUT", path, { token: admin, body: { role } }),
    remove: () => call("DELETE", path, { token: admin }),
  };
}

/** Streams of events and of a log, and a waiting call of a worker, all open. */
async function opened(token: string) {
  const headers = { authorization: `Bearer ${token}`, accept: "text/event-stream" };
  const streams = [
    await open("/api/v1/events?project=default", headers),
    await open(`/api/v1/runs/${run}/logs`, headers),
  ];
  expect(streams.map(({ status }) => status)).toEqual([200, 200]);
  return streams;
}

/** Which of the streams have ended after a while. */
const endedOf = async (streams: readonly { readonly ended: Promise<void> }[]) => {
  const { promise, resolve } = Promise.withResolvers<"open">();
  const timer = setTimeout(() => resolve("open"), SOON_MS);
  const states = await Promise.all(
    streams.map(({ ended }) => Promise.race([ended.then(() => "ended" as const), promise])),
  );
  clearTimeout(timer);
  return states;
};

it("streams of somebody who is disabled end within seconds", async () => {
  const { id, token } = await operator("dis");
  const streams = await opened(token);
  await call("PATCH", `/api/v1/users/${id}`, { token: admin, body: { disabled: true } });
  expect(await endedOf(streams)).toEqual(["ended", "ended"]);
});

it("streams of somebody who is taken out of the project end, and only theirs", async () => {
  const [gone, stays] = [await operator("gon"), await operator("sta")];
  const [theirs, others] = [await opened(gone.token), await opened(stays.token)];
  await gone.remove();
  expect(await endedOf(theirs)).toEqual(["ended", "ended"]);
  expect(await endedOf(others)).toEqual(["open", "open"]);
  // A role that may still look keeps them open.
  await stays.lower("viewer");
  expect(await endedOf(others)).toEqual(["open", "open"]);
  const headers = { authorization: `Bearer ${gone.token}`, accept: "text/event-stream" };
  expect((await open(`/api/v1/runs/${run}/logs`, headers)).status).toBe(404);
});

it("streams end with the session, and with the token, they were opened with", async () => {
  const { token } = await operator("tok");
  const made = await post("/tokens", token, { name: "t", scopes: ["runs:read", "jobs:read"] });
  const [bySession, byToken] = [await opened(token), await opened(made.body.token)];
  await call("DELETE", `/api/v1/tokens/${made.body.id}`, { token });
  expect(await endedOf(byToken)).toEqual(["ended", "ended"]);
  await post("/auth/logout", token);
  expect(await endedOf(bySession)).toEqual(["ended", "ended"]);
});

it("a worker that waits for runs is sent home when its token is revoked", async () => {
  const made = await post("/tokens", admin, { name: "w", scopes: ["worker"] });
  const begun = performance.now();
  const waiting = call("POST", "/api/v1/worker/claims", {
    token: made.body.token,
    body: { waitSeconds: 30, worker: { name: "waits" } },
  });
  await expect
    .poll(async () => {
      const { body } = await call("GET", "/api/v1/workers", { token: admin });
      return body.data.map((one: { name: string }) => one.name);
    })
    .toContain("waits");
  await call("DELETE", `/api/v1/tokens/${made.body.id}`, { token: admin });
  expect((await waiting).body).toEqual({ claims: [] });
  expect(performance.now() - begun).toBeLessThan(10_000);
});
