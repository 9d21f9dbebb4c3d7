import type { Logger } from "pino";
import type { AsyncMessage, Channel } from "rabbitmq-client";
import { queueOf } from "../../lib/domain/rabbitmq.ts";
import type { BrokerLink } from "./link.ts";
import type { Topology } from "./topology.ts";

/** The queues of a key that are heard. */
const HEARD = ["status", "heartbeat"] as const;
export type HeardRoute = (typeof HEARD)[number];

/** Messages of a queue that are on hand and not settled. */
const PREFETCH = 20;
/** A queue that cannot be heard is left alone for so long: its refusal ends the channel of all others. */
const LEFT_ALONE_MS = 30_000;

/** A message of a queue, and what to do with it. */
export type Delivery = {
  readonly key: string;
  readonly route: HeardRoute;
  readonly body: Uint8Array;
  /** False when it can no longer be settled here: the broker delivers it again. */
  readonly isOpen: () => boolean;
  readonly ack: () => void;
  /** Away with it, to the dead-letter exchange if there is one. */
  readonly reject: () => void;
};

export type ConsumersOptions = {
  readonly link: BrokerLink;
  readonly topology: Topology;
  readonly deliver: (delivery: Delivery) => void;
  /** Something that was heard is heard no more: another look is wanted. */
  readonly onLost: () => void;
  readonly log: Logger;
};

/** Hears the status and heartbeat queues of keys, all over one channel. */
export class Consumers {
  readonly #options: ConsumersOptions;
  /** Consumer tags of the keys that are heard. */
  readonly #tags = new Map<string, string[]>();
  readonly #leftAlone = new Map<string, number>();
  #channel: Channel | null = null;

  constructor(options: ConsumersOptions) {
    this.#options = options;
  }

  /** Begins to hear keys that are wanted, and ends to hear others. */
  async hearOnly(wanted: ReadonlySet<string>): Promise<void> {
    for (const key of this.#tags.keys()) if (!wanted.has(key)) await this.#leave(key);
    for (const key of wanted) {
      if (!this.#options.link.isUp) return;
      if (!this.#tags.has(key) && !this.#isLeftAlone(key)) await this.#tryToHear(key);
    }
  }

  /** Takes no more messages; those on hand can still be settled. */
  async stop(): Promise<void> {
    for (const key of [...this.#tags.keys()]) await this.#leave(key).catch(() => undefined);
  }

  /** What is not settled by now goes back to its queue. */
  async close(): Promise<void> {
    await this.#channel?.close();
  }

  async #tryToHear(key: string): Promise<void> {
    const { topology, link, log } = this.#options;
    try {
      await topology.ensure(key);
      await this.#hear(key);
    } catch (err) {
      topology.forget(key);
      this.#tags.delete(key);
      if (!link.isUp) return;
      this.#leftAlone.set(key, performance.now() + LEFT_ALONE_MS);
      log.warn({ err, key }, "the queues of this job key cannot be heard, trying again later");
    }
  }

  async #hear(key: string): Promise<void> {
    const channel = await this.#open();
    const tags: string[] = [];
    this.#tags.set(key, tags);
    for (const route of HEARD) {
      const { consumerTag } = await channel.basicConsume(
        { queue: queueOf(key, route) },
        (message) => this.#options.deliver(deliveryOf(channel, key, route, message)),
      );
      tags.push(consumerTag);
    }
    // The channel may have closed in between, and all tags with it.
    if (!channel.active) this.#tags.delete(key);
  }

  async #leave(key: string): Promise<void> {
    const tags = this.#tags.get(key) ?? [];
    this.#tags.delete(key);
    for (const consumerTag of tags) await this.#channel?.basicCancel({ consumerTag });
  }

  #isLeftAlone(key: string): boolean {
    const until = this.#leftAlone.get(key);
    if (until === undefined) return false;
    if (performance.now() < until) return true;
    this.#leftAlone.delete(key);
    return false;
  }

  async #open(): Promise<Channel> {
    if (this.#channel?.active === true) return this.#channel;
    const channel = await this.#options.link.channel(() => this.#lose());
    channel.on("basic.cancel", (tag: string) => this.#miss(tag));
    await channel.basicQos({ prefetchCount: PREFETCH });
    this.#channel = channel;
    return channel;
  }

  #lose(): void {
    this.#channel = null;
    this.#tags.clear();
    this.#options.onLost();
  }

  /** The broker ended a consumer: somebody deleted its queue. */
  #miss(tag: string): void {
    for (const [key, tags] of this.#tags) {
      if (!tags.includes(tag)) continue;
      const rest = tags.filter((other) => other !== tag);
      this.#tags.delete(key);
      this.#options.topology.forget(key);
      this.#options.log.warn({ key }, "a queue of this job key was deleted and is made again");
      for (const consumerTag of rest)
        this.#channel?.basicCancel({ consumerTag }).catch(() => undefined);
      this.#options.onLost();
    }
  }
}

function deliveryOf(
  channel: Channel,
  key: string,
  route: HeardRoute,
  message: AsyncMessage,
): Delivery {
  const { deliveryTag } = message;
  const settle = (how: () => void): void => {
    if (channel.active) how();
  };
  return {
    key,
    route,
    body: bytesOf(message),
    isOpen: () => channel.active,
    ack: () => settle(() => channel.basicAck({ deliveryTag })),
    reject: () => settle(() => channel.basicNack({ deliveryTag, requeue: false })),
  };
}

/** The driver reads texts and JSON by itself where a message says that it is one; we have sizes to look at. */
function bytesOf({ body }: AsyncMessage): Uint8Array {
  if (body instanceof Uint8Array) return body;
  try {
    return new TextEncoder().encode(typeof body === "string" ? body : JSON.stringify(body));
  } catch {
    // Nested too deeply to be written again; as nothing it is rejected like anything that is no message.
    return new Uint8Array();
  }
}
