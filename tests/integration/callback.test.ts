import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import pino from "pino";
import postgres from "postgres";
import { Webhook } from "standardwebhooks";
import { afterAll, describe, expect, it } from "vitest";
import { openDatabase } from "../../db/client.ts";
import { extendLeases } from "../../db/queries/leases.ts";
import { openHints } from "../../lib/events/hints.ts";
import { newId } from "../../lib/platform/ids.ts";
import { parseNetworkRange } from "../../lib/platform/network-range.ts";
import { openSecretReader } from "../../lib/services/secrets/reader.ts";
import { createHttpExecutor } from "../../worker/executors/http.ts";
import { startWorker } from "../../worker/worker.ts";
import { createTestDatabase } from "../support/database.ts";
import { serveApi } from "../support/serve.ts";

const database = await createTestDatabase();
const api = await serveApi(database);
const sql = postgres(database.url, { max: 2, onnotice: () => undefined });
afterAll(() => sql.end({ timeout: 5 }));
const token = await api.login();

/** A call as the target got it, to be answered with a status. */
type Call = {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  answer(status: number): void;
};

const arrived: Call[] = [];
const wanted: ((call: Call) => void)[] = [];
const server: Server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const call = {
      url: request.url ?? "",
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
      answer: (status: number) => void response.writeHead(status).end(),
    };
    const waiting = wanted.shift();
    if (waiting === undefined) arrived.push(call);
    else waiting(call);
  });
});

/** The next call that reaches the target. */
function nextCall(): Promise<Call> {
  const call = arrived.shift();
  return call === undefined
    ? new Promise((resolve) => wanted.push(resolve))
    : Promise.resolve(call);
}

server.listen(0, "127.0.0.1");
await once(server, "listening");
const target = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const own = openDatabase({ url: database.url, max: 6, name: "callback-worker" });
const hints = await openHints(own, { listen: true });
const allow = [parseNetworkRange("127.0.0.0/8")].flatMap((range) => range ?? []);
const http = createHttpExecutor({ allow, now: () => Date.now() });
const worker = await startWorker({
  platform: { db: own.db, queue: api.platform.queue, hints },
  connectHeartbeat: () => openDatabase({ url: database.url, max: 1, name: "heartbeat" }),
  self: { id: newId(), name: "one slot", version: "0", pools: ["default"], slots: 1 },
  executors: new Map([["http", http]]),
  secrets: openSecretReader(own.db, api.platform.config.secretsKeys),
  leaseSeconds: 3,
  publicUrl: api.origin,
  monotonic: () => performance.now(),
  random: () => 0.5,
  log: pino({ level: "silent" }),
});
afterAll(async () => {
  await worker.stop(0);
  http.close();
  await hints.close();
  await own.close();
  server.closeAllConnections();
  server.close();
});

let made = 0;

/** Runs a job whose target takes its runs over, once. */
async function run(policies: object = {}, params: object = {}): Promise<string> {
  made += 1;
  const body = {
    name: `Callback ${made}`,
    template: "http-request",
    params: {
      method: "POST",
      url: `${target}/run`,
      body: { n: made },
      mode: "callback",
      ...params,
    },
    schedule: { kind: "manual" },
    policies,
  };
  const job = await api.call("POST", "/api/v1/jobs", { token, body });
  expect(job.status).toBe(201);
  const opened = await api.call("POST", `/api/v1/jobs/${job.body.id}/runs`, { token, body: {} });
  return opened.body.id;
}

/** What the target says, by the headers it was given alone. */
async function say({ headers }: Call, what: string, body: object = {}) {
  const response = await fetch(`${headers["punctual-callback-url"]}/${what}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${headers["punctual-lease-token"]}`,
    },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? null : JSON.parse(text) };
}

const show = async (id: string) => (await api.call("GET", `/api/v1/runs/${id}`, { token })).body;

/** Looks until a run is as wanted. */
async function when(id: string, isSo: (run: Awaited<ReturnType<typeof show>>) => boolean) {
  for (;;) {
    const found = await show(id);
    if (isSo(found)) return found;
    await sql`select pg_sleep(0.02)`;
  }
}

const signingSecret = async (): Promise<string> => {
  const path = "/api/v1/projects/default/signing-secret";
  return (await api.call("GET", path, { token })).body.secret;
};

const isHandedOver = async (id: string): Promise<void> => {
  for (;;) {
    const [row] = await sql`select handed_over_at from runs where id = ${id}`;
    if (row?.["handed_over_at"] !== null) return;
    await sql`select pg_sleep(0.02)`;
  }
};

describe("a target that takes a run over", () => {
  it("reports progress, lines and the result long after its 202, while the worker does other work", async () => {
    const first = await run();
    const call = await nextCall();
    call.answer(202);
    await isHandedOver(first);
    const [row] = await sql`select timeout_seconds from runs where id = ${first}`;
    expect(row?.["timeout_seconds"]).toBeNull();
    // A beat of the worker that was on its way at the hand-over keeps nothing alive.
    const leaseToken = String(call.headers["punctual-lease-token"]);
    expect(await extendLeases(own.db, [{ runId: first, leaseToken }], 60)).toEqual([]);

    const other = await run();
    (await nextCall()).answer(200);
    expect(await when(other, ({ finishedAt }) => finishedAt !== null)).toMatchObject({
      status: "completed",
      result: { status: 200 },
    });

    const secret = await signingSecret();
    const headers = call.headers as Record<string, string>;
    expect(new Webhook(secret).verify(call.body, headers)).toEqual({ n: made - 1 });

    const progress = { percent: 50, message: "half" };
    expect((await say(call, "heartbeat", { progress })).body.action).toBe("continue");
    expect(await show(first)).toMatchObject({ status: "running", progress });
    expect((await say(call, "logs", { entries: [{ text: "from the target" }] })).status).toBe(204);
    const end = await say(call, "status", { status: "completed", result: { rows: 7 } });
    expect(end.body).toMatchObject({ id: first, status: "completed", result: { rows: 7 } });
    const logs = await api.call("GET", `/api/v1/runs/${first}/logs`, { token });
    const lines = logs.body.data.map((line: { text: string }) => line.text);
    expect(lines.slice(-2)).toEqual([
      "The target has taken the run over and reports from now on.",
      "from the target",
    ]);
  });

  it("may report before its 202 is out, even the end", async () => {
    const early = await run();
    const call = await nextCall();
    expect((await say(call, "heartbeat", { progress: { percent: 1 } })).status).toBe(200);
    expect((await say(call, "logs", { entries: [{ text: "early" }] })).status).toBe(204);
    const end = await say(call, "status", { status: "completed", result: "early" });
    expect(end.body).toMatchObject({ status: "completed", result: "early" });
    call.answer(202);

    const next = await run();
    (await nextCall()).answer(200);
    await when(next, ({ finishedAt }) => finishedAt !== null);
    expect(await show(early)).toMatchObject({ status: "completed", result: "early", attempt: 1 });
    const finals =
      await sql`select 1 from events where run_id = ${early} and type = 'run.finished'`;
    expect(finals).toHaveLength(1);
  });

  it("is lost without heartbeats; the next attempt begins, and the late report changes nothing", async () => {
    const id = await run({ heartbeatTimeoutSeconds: 1 });
    const silent = await nextCall();
    silent.answer(202);
    const second = await nextCall();
    expect(second.headers["punctual-attempt"]).toBe("2");
    expect(second.headers["punctual-lease-token"]).not.toBe(silent.headers["punctual-lease-token"]);
    second.answer(202);
    const late = await say(silent, "status", { status: "completed", result: "late" });
    expect(late).toMatchObject({ status: 409, body: { code: "lease_lost" } });
    expect((await say(second, "status", { status: "completed", result: "second" })).status).toBe(
      200,
    );
    const ended = await show(id);
    expect(ended).toMatchObject({ status: "completed", result: "second" });
    expect(ended.attempts.map((one: { outcome: string }) => one.outcome)).toEqual([
      "lost",
      "completed",
    ]);
  });

  it("says whether a failure is worth another attempt", async () => {
    const retry = { delaySeconds: 0, jitter: false };
    const id = await run({ retry });
    const call = await nextCall();
    call.answer(202);
    await say(call, "status", { status: "failed", error: "try again" });
    const again = await nextCall();
    again.answer(202);
    await say(again, "status", { status: "failed", error: "no use", retryable: false });
    expect(await show(id)).toMatchObject({ status: "failed", error: { message: "no use" } });
  });

  it("is told of a cancel by a signed call, and by its next heartbeat", async () => {
    const id = await run({}, { cancelUrl: `${target}/cancel` });
    const call = await nextCall();
    call.answer(202);
    await isHandedOver(id);
    await api.call("POST", `/api/v1/runs/${id}/cancel`, { token });
    const told = await nextCall();
    expect(told).toMatchObject({ url: "/cancel" });
    const secret = await signingSecret();
    const headers = told.headers as Record<string, string>;
    expect(new Webhook(secret).verify(told.body, headers)).toMatchObject({
      action: "cancel",
      runId: id,
    });
    told.answer(204);
    expect((await say(call, "heartbeat")).body.action).toBe("cancel");
    expect((await say(call, "status", { status: "cancelled" })).body.status).toBe("cancelled");
    const [row] = await sql`select cancel_calls from runs where id = ${id}`;
    expect(row?.["cancel_calls"]).toBe(1);
  });

  it("is cancelled without its consent once the grace after the telling is over", async () => {
    const id = await run({ cancelGraceSeconds: 0.2 }, { cancelUrl: `${target}/cancel` });
    const call = await nextCall();
    call.answer(202);
    await isHandedOver(id);
    await api.call("POST", `/api/v1/runs/${id}/cancel`, { token });
    const refused = await nextCall();
    const [before] = await sql`select cancel_delivered_at from runs where id = ${id}`;
    expect(before?.["cancel_delivered_at"]).toBeNull();
    refused.answer(204);
    const ended = await when(id, ({ finishedAt }) => finishedAt !== null);
    expect(ended).toMatchObject({ status: "cancelled", reason: "force" });
    expect((await say(call, "status", { status: "completed" })).status).toBe(409);
  });
});
