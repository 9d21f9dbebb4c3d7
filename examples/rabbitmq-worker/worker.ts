/*
 * A consumer of Punctual's runs over RabbitMQ. Run it with Node 22.18 or later, which reads TypeScript by itself, where the
 * package rabbitmq-client is installed:
 *
 *   RABBITMQ_URL=amqp://guest:guest@localhost:5672 JOB_KEY=count node examples/rabbitmq-worker/worker.ts
 *
 * Then make a job of the template `external-task` with the key `count`, transport `rabbitmq` and a payload such as
 * {"to": 10}, and run it. Punctual's workers need the same RABBITMQ_URL.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { Connection, ConsumerStatus } from "rabbitmq-client";

const { RABBITMQ_URL = "amqp://guest:guest@localhost:5672", JOB_KEY = "count" } = process.env;

/** A third of the job's `heartbeatTimeoutSeconds`, or less. */
const HEARTBEAT_MS = 10_000;
const AT_A_TIME = 4;

const EXCHANGE = `scheduler.job.${JOB_KEY}`;
const ACTIONS = `${EXCHANGE}.action`;

type Action = {
  readonly jobName: string;
  readonly runId: string;
  readonly action: "run" | "cancel";
  readonly params: unknown;
  readonly attempt: number;
};

type End = {
  readonly status: "completed" | "failed" | "cancelled";
  readonly result?: unknown;
  readonly error?: string;
};

const connection = new Connection({ url: RABBITMQ_URL, connectionName: `worker of ${JOB_KEY}` });
connection.on("error", (error: Error) => say(`broker: ${error.message}`));
connection.on("connection", () => say("connected"));

const exchanges = [{ exchange: EXCHANGE, type: "topic", durable: true }];
const publisher = connection.createPublisher({ confirm: true, maxAttempts: 5, exchanges });

/** What is at work here, by run and attempt. */
const working = new Map<string, AbortController>();
/** What was done here or cancelled before it was begun: a message that comes again begins nothing again. */
const over = new Set<string>();
const OVER_KEPT = 1_000;

/** Counts slowly, and stops where it is when it is told to. */
async function count(params: unknown, signal: AbortSignal): Promise<{ counted: number }> {
  const { to = 10, everyMs = 1000 } = (params ?? {}) as { to?: number; everyMs?: number };
  for (let n = 1; n <= to; n += 1) {
    await sleep(everyMs, undefined, { signal });
    say(`${n} of ${to}`);
  }
  return { counted: to };
}

/** Does a run from `running` to its end. The attempt is said each time: it tells this one from the next. */
async function execute({ jobName, runId, params, attempt }: Action): Promise<void> {
  const key = keyOf({ runId, attempt });
  if (working.has(key) || over.has(key)) return;
  const about = { jobName, runId, attempt };
  const stop = new AbortController();
  working.set(key, stop);
  const beat = setInterval(() => void publish("heartbeat", about), HEARTBEAT_MS);
  try {
    await publish("status", { ...about, status: "running" });
    const end = await endOf(() => count(params, stop.signal), stop.signal);
    await publish("status", { ...about, ...end });
    say(`${runId} attempt ${attempt}: ${end.status}`);
  } finally {
    clearInterval(beat);
    working.delete(key);
    remember(key);
  }
}

function cancel(action: Action): void {
  const key = keyOf(action);
  if (working.has(key)) working.get(key)?.abort();
  else remember(key);
}

function remember(key: string): void {
  over.add(key);
  const [oldest] = over;
  if (over.size > OVER_KEPT && oldest !== undefined) over.delete(oldest);
}

async function endOf(work: () => Promise<unknown>, signal: AbortSignal): Promise<End> {
  try {
    return { status: "completed", result: await work() };
  } catch (error) {
    if (signal.aborted) return { status: "cancelled" };
    return { status: "failed", error: error instanceof Error ? error.message : String(error) };
  }
}

async function publish(routingKey: "status" | "heartbeat", body: object): Promise<void> {
  await publisher
    .send({ exchange: EXCHANGE, routingKey, durable: true }, body)
    .catch((error: Error) => say(`not published: ${error.message}`));
}

function keyOf({ runId, attempt }: Pick<Action, "runId" | "attempt">): string {
  return `${runId} ${attempt}`;
}

function isAction(body: unknown): body is Action {
  return typeof body === "object" && body !== null && "runId" in body && "action" in body;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

// Runs are shared with every other process that hears this queue. A message is kept until its work is done, so that the broker
// gives it to another process when this one dies.
const runs = connection.createConsumer(
  {
    queue: ACTIONS,
    queueOptions: { durable: true },
    exchanges,
    queueBindings: [{ exchange: EXCHANGE, queue: ACTIONS, routingKey: "action" }],
    qos: { prefetchCount: AT_A_TIME },
    concurrency: AT_A_TIME,
  },
  async ({ body }) => {
    if (!isAction(body)) return ConsumerStatus.DROP;
    if (body.action === "run") await execute(body);
    return ConsumerStatus.ACK;
  },
);
runs.on("error", (error: Error) => say(`runs: ${error.message}`));

// A cancel has to reach the process that does the run, whichever that is: each hears all of them, in a queue of its own.
const cancels = connection.createConsumer(
  {
    queue: "",
    queueOptions: { exclusive: true, autoDelete: true },
    exchanges,
    queueBindings: [{ exchange: EXCHANGE, routingKey: "action" }],
    noAck: true,
  },
  ({ body }) => {
    if (isAction(body) && body.action === "cancel") cancel(body);
  },
);
cancels.on("error", (error: Error) => say(`cancels: ${error.message}`));

async function stop(): Promise<void> {
  for (const one of working.values()) one.abort();
  await Promise.all([runs.close(), cancels.close()]);
  await publisher.close();
  await connection.close();
}

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void stop());
