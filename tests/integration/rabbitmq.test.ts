import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "../../lib/platform/ids.ts";
import { logger } from "../../lib/platform/logger.ts";
import { takeOutgoing } from "../../lib/services/rabbitmq/outgoing.ts";
import { endOverdueAttempts, expireStartTimeouts } from "../../lib/services/runs/put-right.ts";
import { openRabbitmq, type Rabbitmq } from "../../worker/rabbitmq.ts";
import { until, untilTrue } from "../fault/until.ts";
import { createTestDatabase } from "../support/database.ts";
import { type Broker, openBroker } from "../support/rabbitmq.ts";
import { TestConsumer } from "../support/rabbitmq-consumer.ts";
import { startRest } from "../support/rest.ts";

const WAIT_MS = 20_000;
const SHORT = { retry: { delaySeconds: 0, jitter: false } };

const database = await createTestDatabase();
const rest = await startRest(database);
const sql = postgres(database.url, { max: 2, onnotice: () => undefined });
afterAll(() => sql.end({ timeout: 5 }));

let broker: Broker;
let consumer: TestConsumer;
/** Two workers that do the same all the time: nothing may depend on there being one. */
const workers: { id: string; rabbitmq: Rabbitmq }[] = [];

beforeAll(async () => {
  broker = await openBroker();
  consumer = new TestConsumer(broker.url);
  for (const name of ["one", "two"]) {
    const id = newId();
    const log = logger("test");
    workers.push({
      id,
      rabbitmq: openRabbitmq(rest.platform, broker.url, { workerId: id, name, log }),
    });
  }
}, 120_000);

afterAll(async () => {
  await Promise.all(workers.map(({ rabbitmq }) => rabbitmq.close()));
  await consumer.close();
  await broker.close();
});

let made = 0;

/** A job whose runs go over RabbitMQ, under a key of its own. */
async function makeJob(more: object = {}, params: object = {}) {
  made += 1;
  const body = {
    name: `Rabbit ${made}`,
    key: `rabbit-${made}`,
    template: "external-task",
    params: { task: "index", transport: "rabbitmq", payload: { n: made }, ...params },
    schedule: { kind: "manual" },
    ...more,
  };
  const { status, body: job } = await rest.call("POST /jobs", { body });
  if (status !== 201) throw new Error(JSON.stringify(job));
  return { id: job.id as string, key: job.key as string };
}

async function open(jobId: string, body: object = {}): Promise<string> {
  const { status, body: run } = await rest.call(`POST /jobs/${jobId}/runs`, { body });
  if (status !== 202) throw new Error(JSON.stringify(run));
  return run.id;
}

const show = async (runId: string) => (await rest.call(`GET /runs/${runId}`)).body;

function untilStatus(runId: string, status: string) {
  return until(`${runId} is ${status}`, WAIT_MS, async () => {
    const run = await show(runId);
    return run.status === status ? run : null;
  });
}

/** Says something about a run of a key. */
function say(key: string, runId: string, what: object, route: "status" | "heartbeat" = "status") {
  return consumer.say(key, route, { jobName: key, runId, ...what });
}

/** Opens a run of a new job and has it begun by the consumer. */
async function begin(more: object = {}, params: object = {}) {
  const job = await makeJob(more, params);
  const runId = await open(job.id);
  await consumer.action(job.key, runId);
  await say(job.key, runId, { status: "running", attempt: 1 });
  await untilStatus(runId, "running");
  return { ...job, runId };
}

/** Waits until nothing waits to be heard in the queues of a key, by telling that something later has been taken. */
async function untilHeard(key: string): Promise<void> {
  for (const route of ["status", "heartbeat"] as const)
    await untilTrue(`${key} is heard`, WAIT_MS, async () => {
      const queue = await consumer.look(`scheduler.job.${key}.${route}`);
      return queue?.messageCount === 0;
    });
}

async function lose(runId: string): Promise<void> {
  await sql`update runs set lease_expires_at = punctual_now() where id = ${runId}`;
  await untilTrue("the lease is over", WAIT_MS, async () => {
    await endOverdueAttempts(rest.platform, () => 0.5);
    const [run] = await sql`select lease_token from runs where id = ${runId}`;
    return run?.["lease_token"] === null;
  });
}

describe("a job of RabbitMQ", () => {
  it("has its exchange and durable queues before its first run", async () => {
    const { key } = await makeJob();
    for (const route of ["action", "status", "heartbeat"])
      await consumer.queue(`scheduler.job.${key}.${route}`);
    await untilTrue("both workers hear it", WAIT_MS, async () => {
      const queue = await consumer.look(`scheduler.job.${key}.status`);
      return queue?.consumerCount === 2;
    });
    await broker.stop();
    await broker.start();
    expect(await consumer.queue(`scheduler.job.${key}.action`)).toMatchObject({ messageCount: 0 });
  }, 120_000);

  it("leaves jobs whose workers claim alone", async () => {
    const { id, key } = await makeJob({}, { transport: "http" });
    const runId = await open(id);
    const other = await makeJob();
    await consumer.queue(`scheduler.job.${other.key}.action`);
    expect(await consumer.look(`scheduler.job.${key}.action`)).toBeNull();
    expect(await sql`select 1 from runs where id = ${runId} and publish_at is null`).toHaveLength(
      1,
    );
  });
});

describe("a run of RabbitMQ", () => {
  it("is published once it is due, stays pending until its consumer says running, and ends by its word", async () => {
    const job = await makeJob();
    const runId = await open(job.id);
    const message = await consumer.action(job.key, runId);
    expect(message).toEqual({
      jobName: job.key,
      runId,
      action: "run",
      params: { n: made },
      attempt: 1,
      durable: true,
      names: "action,attempt,jobName,params,runId",
    });
    expect(await show(runId)).toMatchObject({ status: "pending", attempt: 0 });
    await say(job.key, runId, { status: "running" });
    const running = await untilStatus(runId, "running");
    expect(running.attempt).toBe(1);
    const [row] =
      await sql`select worker_id, lease_expires_at, heartbeat_at from runs where id = ${runId}`;
    expect(workers.map(({ id }) => id)).toContain(row?.["worker_id"]);

    await say(job.key, runId, { progress: { percent: 40, message: "almost" } }, "heartbeat");
    await untilTrue("the beat has come", WAIT_MS, async () => {
      const [beaten] = await sql`select lease_expires_at from runs where id = ${runId}`;
      return beaten?.["lease_expires_at"] > row?.["lease_expires_at"];
    });
    expect((await show(runId)).progress).toEqual({ percent: 40, message: "almost" });

    await say(job.key, runId, { status: "completed", result: { rows: 3 } });
    expect(await untilStatus(runId, "completed")).toMatchObject({
      result: { rows: 3 },
      attempt: 1,
    });
    expect(await consumer.actions(job.key)).toHaveLength(1);
  });

  it("is published once, though two workers look, and not again when they look later", async () => {
    const job = await makeJob({ policies: { overlap: "allow" } });
    const runIds = await Promise.all(Array.from({ length: 30 }, () => open(job.id)));
    await Promise.all(runIds.map((runId) => consumer.action(job.key, runId)));
    await untilTrue("all are confirmed", WAIT_MS, async () => {
      const left =
        await sql`select 1 from runs where job_id = ${job.id} and publish_at is not null`;
      return left.length === 0;
    });
    const other = await begin();
    await say(other.key, other.runId, { status: "completed" });
    await untilStatus(other.runId, "completed");
    expect(await consumer.actions(job.key)).toHaveLength(30);
  });

  it("may end without having been reported running", async () => {
    const job = await makeJob();
    const runId = await open(job.id);
    await consumer.action(job.key, runId);
    await say(job.key, runId, { status: "completed", result: 7 });
    expect(await untilStatus(runId, "completed")).toMatchObject({ result: 7, attempt: 1 });
  });

  it("is tried again after a failure, and published for the next attempt", async () => {
    const { key, runId } = await begin({ policies: SHORT });
    const error = { code: "E1", message: "no luck", more: true };
    await say(key, runId, { status: "failed", error, attempt: 1 });
    expect(await consumer.action(key, runId, 2)).toMatchObject({ action: "run", attempt: 2 });
    expect((await show(runId)).attempts[0]).toMatchObject({
      outcome: "failed",
      error: { code: "worker_error", message: "E1: no luck" },
    });
    await say(key, runId, { status: "failed", error: "for good", retryable: false, attempt: 2 });
    expect(await untilStatus(runId, "failed")).toMatchObject({ attempt: 2 });
  });

  it("is published for its turn, not before", async () => {
    const { id, key, runId } = await begin({ policies: { overlap: "queue_all" } });
    const waiting = await open(id);
    await untilHeard(key);
    expect((await consumer.actions(key)).some((one) => one.runId === waiting)).toBe(false);
    await say(key, runId, { status: "completed" });
    expect(await consumer.action(key, waiting)).toMatchObject({ action: "run", attempt: 1 });
  });

  it("is given its secrets in the message alone", async () => {
    await rest.call("POST /secrets", { body: { name: "TOKEN", value: "s3cret-of-rabbits" } });
    const { key, runId } = await begin({}, { payload: { token: "{{ secrets.TOKEN }}" } });
    expect((await consumer.action(key, runId)).params).toEqual({ token: "s3cret-of-rabbits" });
    const end = { status: "failed", error: "s3cret-of-rabbits is wrong", retryable: false };
    await say(key, runId, { ...end, result: ["s3cret-of-rabbits"] });
    const run = await untilStatus(runId, "failed");
    expect(JSON.stringify(run)).not.toContain("s3cret-of-rabbits");
    expect(run.error.message).toContain("is wrong");
  });

  it("fails where its configuration cannot be filled in, and is not published", async () => {
    const job = await makeJob({}, { payload: "{{ secrets.NO_SUCH }}" });
    const runId = await open(job.id);
    expect(await untilStatus(runId, "failed")).toMatchObject({
      attempt: 1,
      error: { code: "template_invalid" },
    });
    expect(await consumer.queue(`scheduler.job.${job.key}.action`)).toMatchObject({
      messageCount: 0,
    });
  });

  it("keeps results up to 64 KiB, and puts what cannot be stored aside", async () => {
    const { key, runId } = await begin();
    const text = `a\u0000b\ud800c${"x".repeat(100_000)}`;
    await say(key, runId, { status: "completed", result: { text } });
    const { result } = await untilStatus(runId, "completed");
    expect(result).toMatchObject({ truncated: true });
    expect(result.text).toContain("a\ufffdb\ufffdc");
  });
});

describe("a message", () => {
  it("about another attempt is dropped, and kept beside an attempt that was lost", async () => {
    const { key, runId } = await begin();
    await say(key, runId, { status: "completed", attempt: 2 });
    await say(key, runId, { attempt: 7 }, "heartbeat");
    await untilHeard(key);
    await lose(runId);
    expect(await consumer.action(key, runId, 2)).toMatchObject({ action: "run", attempt: 2 });
    await say(key, runId, { status: "completed", attempt: 1, result: "late" });
    await say(key, runId, { status: "running", attempt: 1 });
    await say(key, runId, { status: "running", attempt: 2 });
    expect(await untilStatus(runId, "running")).toMatchObject({ attempt: 2, result: null });
    const [lost] = await sql`select outcome, late_report from attempts where run_id = ${runId}`;
    expect(lost).toMatchObject({
      outcome: "lost",
      late_report: { outcome: "completed", result: "late" },
    });
    await say(key, runId, { status: "completed", attempt: 2 });
    await untilStatus(runId, "completed");
  });

  it("of what has ended changes nothing", async () => {
    const { key, runId } = await begin();
    await say(key, runId, { status: "completed", result: 1 });
    await untilStatus(runId, "completed");
    for (const status of ["running", "failed", "cancelled", "completed"])
      await say(key, runId, { status, result: 2 });
    await say(key, runId, {}, "heartbeat");
    const next = await begin();
    await untilHeard(key);
    await say(next.key, next.runId, { status: "completed" });
    expect(await show(runId)).toMatchObject({ status: "completed", result: 1, attempt: 1 });
  });

  it("that is none is rejected for good, and holds up none behind it", async () => {
    const { key, runId } = await begin();
    const other = await begin();
    const about = { jobName: key, runId };
    const bad: (object | string | Uint8Array)[] = [
      "no json",
      new Uint8Array([0xff, 0xfe, 0]),
      "",
      "null",
      "[]",
      '"text"',
      {},
      { ...about, status: "done" },
      { ...about, status: "completed", attempt: 0 },
      { ...about, status: "completed", attempt: "1" },
      { runId, status: "completed" },
      { jobName: key, status: "completed" },
      { ...about, runId: "no id", status: "completed" },
      { ...about, runId: "01890000-0000-7000-8000-000000000000", status: "completed" },
      { ...about, jobName: "another", status: "completed" },
      { ...about, runId: other.runId, status: "completed" },
      { ...about, jobName: other.key, runId: other.runId, status: "completed" },
      { ...about, status: "completed", result: "x".repeat(300_000) },
      `${JSON.stringify({ ...about, status: "completed" }).slice(0, -1)},"result":${"[".repeat(5_000)}${"]".repeat(5_000)}}`,
    ];
    for (const body of bad) {
      await consumer.say(key, "status", body);
      await consumer.say(key, "heartbeat", body);
    }
    for (const text of ["{", `${"[".repeat(100_000)}${"]".repeat(100_000)}`])
      await consumer.say(key, "status", new TextEncoder().encode(text), {
        contentType: "application/json",
      });
    await consumer.say(
      key,
      "status",
      new TextEncoder().encode(JSON.stringify({ ...about, status: "completed", result: "last" })),
    );
    expect(await untilStatus(runId, "completed")).toMatchObject({ result: "last" });
    expect(await show(other.runId)).toMatchObject({ status: "running" });
    await untilHeard(key);
    await say(other.key, other.runId, { status: "completed" });
    await untilStatus(other.runId, "completed");
  });

  it("finds its run among those of two projects that share a key", async () => {
    const made = await rest.call("POST /projects", { body: { slug: "second", name: "Second" } });
    expect(made.status).toBe(201);
    const key = "shared-key";
    const [mine, theirs] = [
      await makeJob({ key }),
      await makeJob({ key, project: "second" }, { payload: "theirs" }),
    ];
    const [a, b] = [await open(mine.id), await open(theirs.id)];
    await consumer.action(key, a);
    expect(await consumer.action(key, b)).toMatchObject({ params: "theirs" });
    await say(key, b, { status: "completed", result: "b" });
    await say(key, a, { status: "completed", result: "a" });
    expect(await untilStatus(a, "completed")).toMatchObject({ result: "a" });
    expect(await untilStatus(b, "completed")).toMatchObject({ result: "b" });
  });

  it("of a run that went out under a key of before is heard where it went", async () => {
    const { id, key, runId } = await begin();
    const { body, headers } = await rest.call(`GET /jobs/${id}`);
    const renamed = await rest.call(`PATCH /jobs/${id}`, {
      body: { key: `${key}-renamed` },
      headers: { "If-Match": headers.get("etag") ?? String(body.version) },
    });
    expect(renamed.status).toBe(200);
    await consumer.queue(`scheduler.job.${key}-renamed.status`);
    await say(key, runId, { status: "completed" });
    await untilStatus(runId, "completed");
    const next = await open(id);
    expect(await consumer.action(`${key}-renamed`, next)).toMatchObject({ action: "run" });
    expect(await consumer.look(`scheduler.job.${key}.action`)).not.toBeNull();
  });
});

describe("a cancel", () => {
  it("of what is at work is published, and ends with the word of its consumer", async () => {
    const { key, runId } = await begin();
    expect((await rest.call(`POST /runs/${runId}/cancel`)).body.status).toBe("cancelling");
    expect(await consumer.action(key, runId, 2)).toMatchObject({ action: "cancel", attempt: 1 });
    await say(key, runId, { attempt: 1 }, "heartbeat");
    await say(key, runId, { status: "cancelled", attempt: 1 });
    expect(await untilStatus(runId, "cancelled")).toMatchObject({ reason: "user" });
  });

  it("does not count as told because its consumer beats: nobody answers that", async () => {
    const { key, runId } = await begin();
    const [before] = await sql`
      update runs set status = 'cancelling', reason = 'user' where id = ${runId} returning lease_expires_at as at`;
    await say(key, runId, {}, "heartbeat");
    const row = await until("the beat has come", WAIT_MS, async () => {
      const [run] =
        await sql`select lease_expires_at as at, cancel_delivered_at from runs where id = ${runId}`;
      return run?.["at"] > before?.["at"] ? run : null;
    });
    expect(row["cancel_delivered_at"]).toBeNull();
    await say(key, runId, { status: "cancelled" });
    await untilStatus(runId, "cancelled");
  });

  it("of what was done first is too late, and the ledger says so", async () => {
    const { key, runId } = await begin();
    await rest.call(`POST /runs/${runId}/cancel`);
    await consumer.action(key, runId, 2);
    await say(key, runId, { status: "completed", result: "done" });
    expect(await untilStatus(runId, "completed")).toMatchObject({ result: "done" });
  });

  it("that nobody confirms ends the run after its grace, which counts from the message", async () => {
    const { key, runId } = await begin({ policies: { cancelGraceSeconds: 1 } });
    await rest.call(`POST /runs/${runId}/cancel`);
    await consumer.action(key, runId, 2);
    const told = await until("it counts as told", WAIT_MS, async () => {
      const [run] = await sql`select cancel_delivered_at as at from runs where id = ${runId}`;
      return run?.["at"];
    });
    expect(told).toBeInstanceOf(Date);
    await untilTrue("the grace is over", WAIT_MS, async () => {
      await endOverdueAttempts(rest.platform, () => 0.5);
      return (await show(runId)).status === "cancelled";
    });
    const run = await show(runId);
    expect(run.reason).toBe("force");
    expect(Date.parse(run.finishedAt) - told.getTime()).toBeGreaterThanOrEqual(1_000);
  });

  it("of what was published and not begun is over at once, and told all the same", async () => {
    const job = await makeJob();
    const runId = await open(job.id);
    await consumer.action(job.key, runId);
    expect((await rest.call(`POST /runs/${runId}/cancel`)).body.status).toBe("cancelled");
    expect(await consumer.action(job.key, runId, 2)).toMatchObject({
      action: "cancel",
      attempt: 1,
      params: {},
    });
    // Whoever begins it all the same, because the messages crossed, is told once more.
    await say(job.key, runId, { status: "running", attempt: 1 });
    expect(await consumer.action(job.key, runId, 3)).toMatchObject({ action: "cancel" });
    await say(job.key, runId, { status: "cancelled", attempt: 1 });
    await untilHeard(job.key);
    expect(await show(runId)).toMatchObject({ status: "cancelled", attempt: 0 });
  });

  it("of what waits for its turn is told to nobody", async () => {
    const { id, key, runId } = await begin({ policies: { overlap: "queue_all" } });
    const waiting = await open(id);
    await rest.call(`POST /runs/${waiting}/cancel`);
    await rest.call(`POST /runs/${runId}/cancel`);
    await consumer.action(key, runId, 2);
    expect((await consumer.actions(key)).some((one) => one.runId === waiting)).toBe(false);
    await say(key, runId, { status: "cancelled" });
    await untilStatus(runId, "cancelled");
  });
});

describe("time", () => {
  it("without a heartbeat loses the attempt, and the next one is published", async () => {
    const { key, runId } = await begin({ policies: { heartbeatTimeoutSeconds: 1 } });
    await untilTrue("it is lost", WAIT_MS, async () => {
      await endOverdueAttempts(rest.platform, () => 0.5);
      return (await show(runId)).status === "pending";
    });
    expect(await consumer.action(key, runId, 2)).toMatchObject({ action: "run", attempt: 2 });
    expect((await show(runId)).attempts[0]).toMatchObject({ outcome: "lost" });
    await say(key, runId, { status: "completed", attempt: 2 });
    expect(await untilStatus(runId, "completed")).toMatchObject({ attempt: 2 });
  });

  it("to start runs out for what was published, and its consumer hears of it", async () => {
    const job = await makeJob({ policies: { startTimeoutSeconds: 0.5 } });
    const runId = await open(job.id);
    await consumer.action(job.key, runId);
    await untilTrue("nobody began it", WAIT_MS, async () => {
      await expireStartTimeouts(rest.platform);
      return (await show(runId)).status === "failed";
    });
    expect(await consumer.action(job.key, runId, 2)).toMatchObject({ action: "cancel" });
    expect(await show(runId)).toMatchObject({ error: { code: "start_timeout" }, attempt: 0 });
  });

  it("to execute runs out: a cancel is published, and the run ends when its consumer stops", async () => {
    const policies = { timeoutSeconds: 1, cancelGraceSeconds: 60, retry: { maxAttempts: 1 } };
    const { key, runId } = await begin({ policies });
    expect(await consumer.action(key, runId, 2)).toMatchObject({ action: "cancel", attempt: 1 });
    await endOverdueAttempts(rest.platform, () => 0.5);
    expect(await show(runId)).toMatchObject({ status: "running" });
    await say(key, runId, { status: "cancelled", attempt: 1 });
    const run = await untilStatus(runId, "failed");
    expect(run.error.code).toBe("timeout");
    expect(run.attempts[0]).toMatchObject({ outcome: "timed_out" });
  });

  it("to execute runs out: after the grace the run ends without its consumer, and is tried again", async () => {
    const policies = { timeoutSeconds: 0.5, cancelGraceSeconds: 0.5, ...SHORT };
    const { key, runId } = await begin({ policies });
    expect(await consumer.action(key, runId, 2)).toMatchObject({ action: "cancel", attempt: 1 });
    await untilTrue("the grace is over", WAIT_MS, async () => {
      await endOverdueAttempts(rest.platform, () => 0.5);
      return (await show(runId)).attempts[0].outcome === "timed_out";
    });
    expect(await consumer.action(key, runId, 3)).toMatchObject({ action: "run", attempt: 2 });
    await say(key, runId, { status: "completed", attempt: 2 });
    await untilStatus(runId, "completed");
  });
});

describe("what is published", () => {
  it("goes out again when whoever took it never said that the broker has it", async () => {
    const job = await makeJob();
    await consumer.queue(`scheduler.job.${job.key}.action`);
    const heard = await consumer.actions(job.key);
    const runId = await open(job.id);
    await consumer.action(job.key, runId);
    await untilTrue("the broker has it", WAIT_MS, async () => {
      const left = await sql`select 1 from runs where id = ${runId} and publish_at is not null`;
      return left.length === 0;
    });
    // As a worker leaves it that dies before the broker has answered: due again when its time is over.
    await sql`update runs set publish_at = punctual_now() where id = ${runId}`;
    expect(await consumer.action(job.key, runId, 2)).toMatchObject({ action: "run", attempt: 1 });
    expect(heard).toHaveLength(2);
    expect(await takeOutgoing(rest.platform, { limit: 10, workerId: newId() })).toEqual([]);
    await say(job.key, runId, { status: "running" });
    await say(job.key, runId, { status: "running" });
    await say(job.key, runId, { status: "completed" });
    expect(await untilStatus(runId, "completed")).toMatchObject({ attempt: 1 });
  });

  it("finds queues that were deleted, made anew", async () => {
    const job = await makeJob();
    await consumer.queue(`scheduler.job.${job.key}.status`);
    await untilTrue("both workers hear it", WAIT_MS, async () => {
      const queue = await consumer.look(`scheduler.job.${job.key}.status`);
      return queue?.consumerCount === 2;
    });
    for (const route of ["action", "status", "heartbeat"])
      await consumer.deleteQueue(`scheduler.job.${job.key}.${route}`);
    const runId = await open(job.id);
    await consumer.action(job.key, runId);
    await say(job.key, runId, { status: "completed" });
    await untilStatus(runId, "completed");
  });

  it("is not lost in an exchange whose queue was deleted", async () => {
    const job = await makeJob();
    const action = `scheduler.job.${job.key}.action`;
    await consumer.queue(action);
    await untilTrue("both workers know it", WAIT_MS, async () => {
      const queue = await consumer.look(`scheduler.job.${job.key}.status`);
      return queue?.consumerCount === 2;
    });
    await consumer.deleteQueue(action);
    const runId = await open(job.id);
    expect(await consumer.action(job.key, runId)).toMatchObject({ action: "run", attempt: 1 });
  });

  it("goes through queues that somebody declared otherwise before", async () => {
    const key = "of-a-kind";
    for (const route of ["action", "status", "heartbeat"])
      await consumer.declareQueue(`scheduler.job.${key}.${route}`, { "x-message-ttl": 600_000 });
    const job = await makeJob({ key });
    const runId = await open(job.id);
    await consumer.action(key, runId);
    await say(key, runId, { status: "completed" });
    await untilStatus(runId, "completed");
  });
});
