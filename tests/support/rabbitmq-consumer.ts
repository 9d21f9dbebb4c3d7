import { Connection } from "rabbitmq-client";
import { until } from "../fault/until.ts";

const WAIT_MS = 20_000;

/** A message of an action queue. */
export type Action = {
  readonly jobName: string;
  readonly runId: string;
  readonly action: "run" | "cancel";
  readonly params: unknown;
  readonly attempt: number;
};

/** A message with how it was sent. */
export type Heard = Action & { readonly durable: boolean | undefined; readonly names: string };

/** Somebody else's program at the broker, which knows of us only what the queues are called and what is in them. */
export class TestConsumer {
  readonly #connection: Connection;
  readonly #queues = new Map<string, Promise<Heard[]>>();
  readonly #closers: (() => Promise<void>)[] = [];

  constructor(url: string) {
    this.#connection = new Connection({ url, retryLow: 50, retryHigh: 500 });
    // The broker comes and goes in these tests.
    this.#connection.on("error", () => undefined);
  }

  /** All messages of the action queue of a key, from when this is first asked; they are acknowledged. */
  actions(key: string): Promise<Heard[]> {
    const heard = this.#queues.get(key) ?? this.#hear(key);
    this.#queues.set(key, heard);
    return heard;
  }

  /** Waits for the `nth` message about a run, and answers it. */
  async action(key: string, runId: string, nth = 1): Promise<Heard> {
    const heard = await this.actions(key);
    return until(
      `message ${nth} about ${runId}`,
      WAIT_MS,
      () => heard.filter((message) => message.runId === runId)[nth - 1],
    );
  }

  /** Publishes to the exchange of a key, and waits until the broker has it. Texts and bytes go as they are. */
  async say(
    key: string,
    route: "status" | "heartbeat",
    body: object | string | Uint8Array,
    properties: { readonly contentType?: string } = {},
  ): Promise<void> {
    const channel = await this.#connection.acquire();
    await channel.confirmSelect();
    const envelope = {
      exchange: `scheduler.job.${key}`,
      routingKey: route,
      durable: true,
      mandatory: true,
      ...properties,
    };
    await channel.basicPublish(envelope, body instanceof Uint8Array ? Buffer.from(body) : body);
    await channel.close();
  }

  /** Waits until a queue is there, and answers how many messages wait in it and how many hear it. */
  queue(name: string): Promise<{ messageCount: number; consumerCount: number }> {
    return until(`queue ${name}`, WAIT_MS, () => this.look(name));
  }

  /** The same at once; null when it is not there. */
  look(name: string): Promise<{ messageCount: number; consumerCount: number } | null> {
    return this.#connection.queueDeclare({ queue: name, passive: true }).catch(() => null);
  }

  async deleteQueue(name: string): Promise<void> {
    await this.#connection.queueDelete({ queue: name });
  }

  /** Declares a queue before anybody else does, in a way of its own. */
  async declareQueue(name: string, args: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#connection.queueDeclare({ queue: name, durable: true, arguments: { ...args } });
  }

  async close(): Promise<void> {
    for (const close of this.#closers) await close().catch(() => undefined);
    this.#connection.unsafeDestroy();
  }

  async #hear(key: string): Promise<Heard[]> {
    const queue = `scheduler.job.${key}.action`;
    await this.queue(queue);
    const heard: Heard[] = [];
    const consumer = this.#connection.createConsumer(
      { queue, queueOptions: { passive: true } },
      ({ body, durable }) => {
        heard.push({ ...body, durable, names: Object.keys(body).sort().join() });
      },
    );
    consumer.on("error", () => undefined);
    this.#closers.push(() => consumer.close());
    return heard;
  }
}
