import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { JobView } from "../../lib/contracts/job.ts";
import { createJob } from "../../lib/services/jobs/create.ts";
import { whyRunOf } from "../../lib/services/runs/why.ts";
import { type Installation, openInstallation } from "../fault/installation.ts";
import { openProxy } from "../fault/proxy.ts";
import { until, untilTrue } from "../fault/until.ts";
import { type Broker, openBroker } from "../support/rabbitmq.ts";
import { TestConsumer } from "../support/rabbitmq-consumer.ts";

const TEST_MS = 180_000;
const WAIT_MS = 60_000;

let broker: Broker;
let consumer: TestConsumer;
let installation: Installation;

beforeAll(async () => {
  [broker, installation] = await Promise.all([openBroker(), openInstallation()]);
  consumer = new TestConsumer(broker.url);
}, TEST_MS);

afterEach(async () => {
  await installation.stopWorkers();
  expect(installation.workers.flatMap((worker) => worker.complaints())).toEqual([]);
}, TEST_MS);

afterAll(async () => {
  await consumer.close();
  await installation.close();
  await broker.close();
}, TEST_MS);

let made = 0;

/** A job whose runs go over RabbitMQ, any number at a time. */
function makeJob(): Promise<JobView> {
  made += 1;
  return createJob(installation.context, {
    project: "default",
    name: `Rabbit ${made}`,
    key: `rabbit-${made}`,
    template: "external-task",
    params: { task: "index", transport: "rabbitmq", payload: made },
    schedule: { kind: "manual" },
    policies: { overlap: "allow" },
  });
}

async function untilStatus(runId: string, status: string) {
  return until(`${runId} is ${status}`, WAIT_MS, async () => {
    const [run] = await installation.sql`select * from runs where id = ${runId}`;
    return run?.["status"] === status ? run : null;
  });
}

const why = async (runId: string) => (await whyRunOf(installation.context, runId)).summary;

function say({ key }: JobView, runId: string, what: object): Promise<void> {
  return consumer.say(key, "status", { jobName: key, runId, ...what });
}

/** The same, also where the broker has just come back. */
async function sayWhenItIsBack(job: JobView, runId: string, what: object): Promise<void> {
  await untilTrue("the broker takes it", WAIT_MS, () =>
    say(job, runId, what).then(
      () => true,
      () => false,
    ),
  );
}

test(
  "a run waits for a worker that has a broker, and for the broker; a broker killed in the middle of it loses nothing",
  async () => {
    const { startWorker, run } = installation;
    const job = await makeJob();
    const runId = await run(job);
    await startWorker();
    expect(await why(runId)).toContain("no worker with RABBITMQ_URL is alive");

    await broker.stop();
    const worker = await startWorker({ RABBITMQ_URL: broker.url });
    await untilTrue("the log says so", WAIT_MS, () => {
      return worker.said("no connection to RabbitMQ, trying again").length > 0;
    });
    const [{ capabilities } = { capabilities: [] }] = await installation.sql`
      select capabilities from workers where id = ${worker.id}`;
    expect(capabilities).toEqual(["rabbitmq"]);
    expect(await why(runId)).toContain("Waiting to be published");

    await broker.start();
    expect(await consumer.action(job.key, runId)).toMatchObject({ action: "run", attempt: 1 });
    await untilTrue("it counts as published", WAIT_MS, async () =>
      (await why(runId)).includes(`published to scheduler.job.${job.key}`),
    );
    await say(job, runId, { status: "running" });
    await untilStatus(runId, "running");
    await broker.stop("SIGKILL");
    const other = await run(job);
    await broker.start();
    await sayWhenItIsBack(job, runId, { status: "completed" });
    expect(await untilStatus(runId, "completed")).toMatchObject({ attempt: 1, lost_count: 0 });
    await consumer.action(job.key, other);
    await say(job, other, { status: "completed" });
    await untilStatus(other, "completed");
  },
  TEST_MS,
);

test(
  "a worker killed between beginning and end of a run does not matter to it: another hears the rest",
  async () => {
    const { startWorker, run } = installation;
    const job = await makeJob();
    const env = { RABBITMQ_URL: broker.url };
    const first = await startWorker(env);
    const runId = await run(job);
    await consumer.action(job.key, runId);
    await say(job, runId, { status: "running" });
    expect(await untilStatus(runId, "running")).toMatchObject({ worker_id: first.id });
    await first.end("SIGKILL");
    await say(job, runId, { status: "completed", result: "heard later" });
    await startWorker(env);
    const done = await untilStatus(runId, "completed");
    expect(done).toMatchObject({ attempt: 1, result: "heard later", lost_count: 0 });
    expect(await consumer.actions(job.key)).toHaveLength(1);
  },
  TEST_MS,
);

test(
  "what consumers say while the database is away is taken when it is back",
  async () => {
    const { server, startWorker, run } = installation;
    const job = await makeJob();
    const proxy = await openProxy(server.url);
    await startWorker({ RABBITMQ_URL: broker.url, DATABASE_URL: proxy.url });
    const runIds = await Promise.all(Array.from({ length: 12 }, () => run(job)));
    await Promise.all(runIds.map((runId) => consumer.action(job.key, runId)));
    for (const runId of runIds.slice(6)) await say(job, runId, { status: "running" });
    await Promise.all(runIds.slice(6).map((runId) => untilStatus(runId, "running")));
    proxy.refuse();
    for (const runId of runIds) await say(job, runId, { status: "completed", result: runId });
    await consumer.say(job.key, "status", "no json");
    await untilTrue("it is taken off the queue", WAIT_MS, async () => {
      return (await consumer.look(`scheduler.job.${job.key}.status`))?.messageCount === 0;
    });
    proxy.open();
    for (const runId of runIds)
      expect(await untilStatus(runId, "completed")).toMatchObject({ attempt: 1, result: runId });
    expect(await consumer.actions(job.key)).toHaveLength(12);
    await installation.stopWorkers();
    await proxy.close();
  },
  TEST_MS,
);

test(
  "what a broker did not confirm before its connection was lost is published again, and done once",
  async () => {
    const { sql, startWorker, run } = installation;
    const job = await makeJob();
    const proxy = await openProxy(broker.url);
    await startWorker({ RABBITMQ_URL: proxy.url });
    const before = await run(job);
    await consumer.action(job.key, before);
    proxy.swallow();
    const runId = await run(job);
    await untilTrue("a worker has tried", WAIT_MS, async () => {
      const [row] = await sql`select published_attempt from runs where id = ${runId}`;
      return row?.["published_attempt"] === 1;
    });
    expect(await untilStatus(runId, "pending")).toMatchObject({ attempt: 0 });
    proxy.refuse();
    proxy.open();
    expect(await consumer.action(job.key, runId)).toMatchObject({ action: "run", attempt: 1 });
    await say(job, runId, { status: "running", attempt: 1 });
    await say(job, runId, { status: "completed", attempt: 1 });
    expect(await untilStatus(runId, "completed")).toMatchObject({ attempt: 1 });
    await installation.stopWorkers();
    await proxy.close();
  },
  TEST_MS,
);

test(
  "workers and brokers that come and go lose no run and begin none twice",
  async () => {
    const { sql, startWorker, run } = installation;
    const job = await makeJob();
    const env = { RABBITMQ_URL: broker.url };
    const workers = await Promise.all([startWorker(env), startWorker(env)]);
    const heard = await consumer.actions(job.key);
    const runIds: string[] = [];
    const openSome = async (): Promise<void> => {
      for (let n = 0; n < 20; n += 1) runIds.push(await run(job));
    };
    await openSome();
    await workers[0]?.end("SIGKILL");
    await openSome();
    await broker.stop("SIGKILL");
    await openSome();
    const third = startWorker(env);
    await broker.start();
    await workers[1]?.end("SIGKILL");
    await openSome();
    await third;
    await untilTrue("all are published", WAIT_MS, () => {
      const published = new Set(heard.map(({ runId }) => runId));
      return runIds.every((runId) => published.has(runId));
    });
    // What goes out twice is one attempt all the same.
    expect(new Set(heard.map(({ action, attempt }) => `${action} ${attempt}`))).toEqual(
      new Set(["run 1"]),
    );
    for (const { runId, attempt } of [...heard]) {
      await sayWhenItIsBack(job, runId, { status: "running", attempt });
      await sayWhenItIsBack(job, runId, { status: "completed", attempt });
    }
    await untilTrue("all have ended", WAIT_MS, async () => {
      const live = await sql`select 1 from runs where job_id = ${job.id} and finished_at is null`;
      return live.length === 0;
    });
    const ends = await sql`
      select status, attempt, count(*)::int as n from runs where job_id = ${job.id} group by 1, 2`;
    expect([...ends]).toEqual([{ status: "completed", attempt: 1, n: runIds.length }]);
  },
  TEST_MS,
);
