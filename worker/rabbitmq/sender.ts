import { setImmediate as afterEvents } from "node:timers/promises";
import type { Channel, Envelope } from "rabbitmq-client";
import type { BrokerLink } from "./link.ts";

/** A message the broker does not confirm in this time counts as not sent; it is sent again. */
const CONFIRM_MS = 10_000;

/** Sends messages that last, and answers once the broker has them in a queue. */
export class Sender {
  readonly #link: BrokerLink;
  #channel: Promise<Channel> | null = null;
  /** Ids of messages that came back because no queue takes them; told just before they are confirmed. */
  readonly #returned = new Set<string>();

  constructor(link: BrokerLink) {
    this.#link = link;
  }

  /** Rejects when the broker refused it, has no queue for it, or did not confirm it. */
  async send(envelope: Envelope & { readonly messageId: string }, body: Uint8Array): Promise<void> {
    const channel = await this.#open();
    const { messageId } = envelope;
    this.#returned.delete(messageId);
    const full = { ...envelope, durable: true, mandatory: true, contentType: "application/json" };
    await confirmed(channel.basicPublish(full, Buffer.from(body)));
    // The driver tells of a return a moment after the confirmation that followed it.
    await afterEvents();
    if (this.#returned.delete(messageId))
      throw new Error(`no queue is bound to ${envelope.exchange} for ${envelope.routingKey}`);
  }

  #open(): Promise<Channel> {
    if (this.#channel === null) {
      this.#channel = this.#prepare();
      this.#channel.catch(() => {
        this.#channel = null;
      });
    }
    return this.#channel;
  }

  async #prepare(): Promise<Channel> {
    const channel = await this.#link.channel(() => {
      this.#channel = null;
    });
    await channel.confirmSelect();
    channel.on("basic.return", ({ messageId }) => {
      if (messageId !== undefined) this.#returned.add(messageId);
    });
    return channel;
  }
}

async function confirmed(sent: Promise<void>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new Error(`RabbitMQ confirmed nothing for ${CONFIRM_MS} ms`)),
    CONFIRM_MS,
  );
  // What comes of it after that is nobody's any more.
  sent.catch(() => undefined);
  await Promise.race([sent, promise]).finally(() => clearTimeout(timer));
}
