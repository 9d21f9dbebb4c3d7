import type { Logger } from "pino";
import type { Platform } from "../lib/services/context.ts";
import { listRabbitmqKeys } from "../lib/services/rabbitmq/keys.ts";
import { Loop } from "./loop.ts";
import { Consumers } from "./rabbitmq/consumers.ts";
import { openLink } from "./rabbitmq/link.ts";
import { Listener } from "./rabbitmq/listener.ts";
import { createPublisher } from "./rabbitmq/publisher.ts";
import { Sender } from "./rabbitmq/sender.ts";
import { Topology } from "./rabbitmq/topology.ts";

/** Between two looks at which jobs there are, at the latest and at the soonest. */
const LOOK_MS = 5_000;
const LEAST_MS = 1_000;

/** The way of a worker to and from the consumers of RabbitMQ. */
export type Rabbitmq = {
  /** Publishes and hears no more; what is on hand is settled first. */
  close(): Promise<void>;
};

export type RabbitmqOptions = {
  readonly workerId: string;
  readonly name: string;
  readonly log: Logger;
};

/** Publishes runs to RabbitMQ and hears what their consumers say. The broker may be away, now or later. */
export function openRabbitmq(
  platform: Platform,
  url: string,
  { workerId, name, log }: RabbitmqOptions,
): Rabbitmq {
  const link = openLink(url, { name, log });
  const topology = new Topology(link, () => keys.wake());
  const sender = new Sender(link);
  const ending = new AbortController();
  const publisher = createPublisher(platform, {
    link,
    topology,
    sender,
    workerId,
    stopping: ending.signal,
    log,
  });
  const listener = new Listener(platform, { workerId, log });
  const consumers = new Consumers({
    link,
    topology,
    deliver: listener.deliver,
    onLost: () => keys.wake(),
    log,
  });
  let lookedAt = Number.NEGATIVE_INFINITY;
  const look = async (): Promise<number> => {
    const since = performance.now() - lookedAt;
    if (!link.isUp) return LOOK_MS;
    if (since < LEAST_MS) return LEAST_MS - since;
    lookedAt = performance.now();
    await consumers.hearOnly(await listRabbitmqKeys(platform.db));
    return LOOK_MS;
  };
  const keys = new Loop({ name: "rabbitmq keys", turn: look, log });
  link.onUp(() => {
    publisher.wake();
    keys.wake();
  });
  const unhear = platform.hints.hear((hints) => {
    if (hints.has("runs") || hints.has("cancel") || hints.has("jobs")) publisher.wake();
    // A job that runs by hand only is an event, and no more.
    if (hints.has("events") || hints.has("jobs")) keys.wake();
  });
  publisher.start();
  keys.start();
  return {
    close: async () => {
      unhear();
      ending.abort();
      await publisher.stop();
      await keys.stop();
      await consumers.stop();
      await listener.stop();
      await consumers.close();
      await link.close();
    },
  };
}
