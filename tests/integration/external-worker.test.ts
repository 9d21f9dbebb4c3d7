import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import {
  type Claim,
  ExternalWorker,
  FinalError,
  type RunContext,
} from "../../lib/client/external-worker.ts";
import { endOverdueAttempts } from "../../lib/services/runs/put-right.ts";
import { createTestDatabase } from "../support/database.ts";
import { serveApi } from "../support/serve.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

const database = await createTestDatabase();
const api = await serveApi(database);
const sql = postgres(database.url, { max: 2, onnotice: () => undefined });
afterAll(() => sql.end({ timeout: 5 }));
const token = await api.login();
const made = await api.call("POST", "/api/v1/tokens", {
  token,
  body: { name: "worker", scopes: ["worker"] },
});
const workerToken: string = made.body.token;

let jobs = 0;

async function open(task: string, payload: object = {}, policies: object = {}): Promise<string> {
  jobs += 1;
  const body = {
    name: `Job ${jobs}`,
    template: "external-task",
    params: { task, payload },
    schedule: { kind: "manual" },
    policies: { retry: { delaySeconds: 0, jitter: false }, ...policies },
  };
  const job = await api.call("POST", "/api/v1/jobs", { token, body });
  return (await api.call("POST", `/api/v1/jobs/${job.body.id}/runs`, { token, body: {} })).body.id;
}

const show = async (id: string) => (await api.call("GET", `/api/v1/runs/${id}`, { token })).body;
const cancel = (id: string) => api.call("POST", `/api/v1/runs/${id}/cancel`, { token });

async function when(id: string, isSo: (run: Awaited<ReturnType<typeof show>>) => boolean) {
  for (;;) {
    const found = await show(id);
    if (isSo(found)) return found;
    await sql`select pg_sleep(0.05)`;
  }
}

const ended = (id: string) => when(id, ({ finishedAt }) => finishedAt !== null);

async function logOf(id: string): Promise<string[]> {
  const { body } = await api.call("GET", `/api/v1/runs/${id}/logs`, { token });
  return body.data.map((line: { text: string }) => line.text);
}

describe("the client", () => {
  const started: ExternalWorker[] = [];
  afterEach(async () => {
    await Promise.all(started.splice(0).map((worker) => worker.stop(0)));
  });

  type Handler = (claim: Claim, context: RunContext) => Promise<unknown>;
  function start(
    tasks: Record<string, Handler>,
    more: { concurrency?: number; errors?: unknown[] } = {},
  ) {
    const { concurrency = 2, errors = [] } = more;
    const worker = new ExternalWorker({
      url: api.origin,
      token: workerToken,
      name: `worker ${started.length}`,
      tasks,
      concurrency,
      onError: (error) => errors.push(error),
    });
    started.push(worker);
    void worker.run();
    return worker;
  }

  it("executes runs and tells result, lines in order and progress", async () => {
    start({
      "c-plain": async ({ params }, { log, progress }) => {
        for (let n = 1; n <= 1200; n += 1) log(`line ${n}`);
        log("two\nlines", "stderr");
        progress(99, "nearly");
        return { params };
      },
    });
    const id = await open("c-plain", { x: 1 });
    const run = await ended(id);
    expect(run).toMatchObject({ status: "completed", result: { params: { x: 1 } } });
    expect(run.progress).toEqual({ percent: 99, message: "nearly" });
    const [row] = await sql`select count(*)::int as n from run_logs where run_id = ${id}`;
    expect(row?.["n"]).toBe(1202);
    const texts = await sql`select text from run_logs where run_id = ${id} order by seq`;
    expect(texts.slice(0, 1200).map((line) => line["text"])).toEqual(
      Array.from({ length: 1200 }, (_, n) => `line ${n + 1}`),
    );
  });

  it("fails runs by throwing, for good with a FinalError", async () => {
    let tries = 0;
    start({
      "c-twice": async () => {
        tries += 1;
        if (tries === 1) throw new Error("once");
        return "then";
      },
      "c-final": async () => {
        throw new FinalError("never");
      },
    });
    const [twice, final] = [await open("c-twice"), await open("c-final")];
    expect(await ended(twice)).toMatchObject({ status: "completed", attempt: 2, result: "then" });
    expect(await ended(final)).toMatchObject({
      status: "failed",
      attempt: 1,
      error: { code: "worker_error", message: "never" },
    });
  });

  const untilAborted: Handler = (_, { signal }) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener("abort", () => reject(new Error(String(signal.reason))));
    });

  it("hears of a cancel with its next heartbeat and confirms it", async () => {
    start({ "c-cancel": untilAborted });
    const id = await open("c-cancel", {}, { heartbeatTimeoutSeconds: 1 });
    await when(id, ({ status }) => status === "running");
    await cancel(id);
    expect(await ended(id)).toMatchObject({ status: "cancelled", reason: "user" });
  });

  it("stops work it has lost, and reports nothing of it", async () => {
    const reasons: unknown[] = [];
    const handler: Handler = async (claim, context) => {
      if (claim.attempt > 1) return "second";
      return untilAborted(claim, context).catch((error: unknown) => {
        reasons.push(context.signal.reason);
        throw error;
      });
    };
    start({ "c-lost": handler });
    const id = await open("c-lost", {}, { heartbeatTimeoutSeconds: 1 });
    await when(id, ({ status }) => status === "running");
    await sql`update runs set lease_expires_at = punctual_now() where id = ${id}`;
    expect(await endOverdueAttempts(api.platform, () => 0.5)).toBe(1);
    expect(await ended(id)).toMatchObject({ status: "completed", result: "second" });
    await when(id, () => reasons.length > 0);
    expect(reasons).toEqual(["lease_lost"]);
    const [first] =
      await sql`select outcome, late_report from attempts where run_id = ${id} and attempt = 1`;
    expect(first).toEqual({ outcome: "lost", late_report: null });
  });

  it("takes no more than it has room for, and stops when its work is done", async () => {
    const { promise: gate, resolve: openGate } = Promise.withResolvers<void>();
    const worker = start({ "c-room": () => gate }, { concurrency: 2 });
    const ids = [await open("c-room"), await open("c-room"), await open("c-room")];
    await when(ids[1] ?? "", ({ status }) => status === "running");
    expect(worker.active).toBe(2);
    const stopped = worker.stop(20_000);
    openGate();
    await stopped;
    expect(worker.active).toBe(0);
    const states = await Promise.all(ids.map(async (id) => (await show(id)).status));
    expect(states).toEqual(["completed", "completed", "pending"]);
  });

  it("goes on when the server refuses it for a while, and says so", async () => {
    const errors: unknown[] = [];
    const worker = new ExternalWorker({
      url: api.origin,
      token: "pct_wrong",
      name: "refused",
      tasks: { none: async () => null },
      onError: (error) => errors.push(error),
    });
    started.push(worker);
    void worker.run();
    await when(await open("c-nobody"), () => errors.length > 0);
    expect(String(errors[0])).toMatch(/401/);
  });
});

describe.each([
  ["TypeScript", process.execPath, "examples/typescript-worker/worker.ts"],
  ["Python", "python3", "examples/python-worker/worker.py"],
])("the example in %s", (_, command, script) => {
  let child: ChildProcess;
  afterEach(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  });

  it("works as a process of its own: result, log, progress, cancel, failure, end", async () => {
    child = spawn(command, [script], {
      cwd: ROOT,
      env: { ...process.env, PUNCTUAL_URL: api.origin, PUNCTUAL_TOKEN: workerToken },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const sum = await open("add", { numbers: [1, 2, 3.5] });
    expect(await ended(sum)).toMatchObject({ status: "completed", result: { sum: 6.5 } });
    expect(await logOf(sum)).toEqual(["adding 3 numbers"]);
    const wrong = await open("add", { numbers: "no" });
    expect(await ended(wrong)).toMatchObject({
      status: "failed",
      attempt: 1,
      error: { message: "params.numbers must be a list of numbers" },
    });
    const lease = { heartbeatTimeoutSeconds: 1 };
    const counting = await open("count", { to: 1000, everyMs: 50 }, lease);
    const watched = await when(counting, ({ progress }) => progress !== null);
    expect(watched.progress.message).toMatch(/^\d+ of 1000$/);
    await cancel(counting);
    expect(await ended(counting)).toMatchObject({ status: "cancelled", reason: "user" });
    expect((await logOf(counting)).slice(0, 2)).toEqual(["1", "2"]);
    child.kill("SIGTERM");
    const [code] = await once(child, "exit");
    expect(code).toBe(0);
  });
});
