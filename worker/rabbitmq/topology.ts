import { AMQPError, type Channel } from "rabbitmq-client";
import { exchangeOf, queueOf, RABBITMQ_ROUTES } from "../../lib/domain/rabbitmq.ts";
import type { BrokerLink } from "./link.ts";

/** Declares the exchange and the queues of keys, once for each connection. */
export class Topology {
  readonly #link: BrokerLink;
  readonly #onDeclared: () => void;
  readonly #declared = new Map<string, Promise<void>>();
  #channel: Promise<Channel> | null = null;
  /** One after the other: a refusal closes the channel for all that use it. */
  #last: Promise<unknown> = Promise.resolve();

  /** `onDeclared` hears of keys that have just been declared. */
  constructor(link: BrokerLink, onDeclared: () => void) {
    this.#link = link;
    this.#onDeclared = onDeclared;
    // A broker that comes back may have lost everything.
    link.onUp(() => this.#declared.clear());
  }

  /** Makes sure that a key has its exchange and queues. Rejects with what the broker said. */
  ensure(key: string): Promise<void> {
    const known = this.#declared.get(key);
    if (known !== undefined) return known;
    const declaring = this.#last.then(() => this.#declare(key));
    this.#last = declaring.catch(() => this.forget(key));
    this.#declared.set(key, declaring);
    return declaring;
  }

  /** Has a key declared again: something of it is gone. */
  forget(key: string): void {
    this.#declared.delete(key);
  }

  async #declare(key: string): Promise<void> {
    const exchange = exchangeOf(key);
    await this.#make((channel, passive) =>
      channel.exchangeDeclare({ exchange, type: "topic", durable: true, passive }),
    );
    for (const routingKey of RABBITMQ_ROUTES) {
      const queue = queueOf(key, routingKey);
      await this.#make((channel, passive) =>
        channel.queueDeclare({ queue, durable: true, passive }),
      );
      await (await this.#open()).queueBind({ exchange, queue, routingKey });
    }
    this.#onDeclared();
  }

  /** What is there already with other properties, because somebody wanted it so, is used as it is. */
  async #make(declare: (channel: Channel, passive: boolean) => Promise<unknown>): Promise<void> {
    try {
      await declare(await this.#open(), false);
    } catch (error) {
      if (!(error instanceof AMQPError) || error.code !== "PRECONDITION_FAILED") throw error;
      this.#channel = null;
      await declare(await this.#open(), true);
    }
  }

  #open(): Promise<Channel> {
    const forget = (): void => {
      this.#channel = null;
    };
    if (this.#channel === null) {
      this.#channel = this.#link.channel(forget);
      this.#channel.catch(forget);
    }
    return this.#channel;
  }
}
