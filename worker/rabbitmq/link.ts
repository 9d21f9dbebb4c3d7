import { setTimeout as pause } from "node:timers/promises";
import type { Logger } from "pino";
import { type Channel, Connection } from "rabbitmq-client";

/** Waits of a connection that was lost, the first and the longest. */
const RETRY_LOW_MS = 200;
const RETRY_HIGH_MS = 3_000;
const CONNECT_MS = 5_000;
/** A broker that is silent for two of these is gone; an address may say otherwise (`?heartbeat=`). */
const HEARTBEAT_SECONDS = 10;
const CLOSE_MS = 2_000;

/** The connection to the broker, which comes back by itself. */
export type BrokerLink = {
  /** Connected, and the broker takes messages. */
  readonly isUp: boolean;
  /** Called with every connection that is made. */
  onUp(listener: () => void): void;
  /** A channel of its own for the caller, who hears of its end. Rejects while there is no connection. */
  channel(onClose: () => void): Promise<Channel>;
  close(): Promise<void>;
};

/** Opens the connection of a worker; it need not succeed now. Whether there is one stands in the log. */
export function openLink(
  url: string,
  { name, log }: { readonly name: string; readonly log: Logger },
): BrokerLink {
  const listeners = new Set<() => void>();
  const channels = new Set<Channel>();
  const connection = new Connection({
    url,
    connectionName: `punctual ${name}`,
    retryLow: RETRY_LOW_MS,
    retryHigh: RETRY_HIGH_MS,
    connectionTimeout: CONNECT_MS,
    acquireTimeout: CONNECT_MS,
    heartbeat: HEARTBEAT_SECONDS,
  });
  connection.on("connection", () => {
    log.info("connected to RabbitMQ");
    for (const listener of listeners) listener();
  });
  connection.on("connection.blocked", (reason) =>
    log.warn({ reason }, "RabbitMQ takes no messages at the moment"),
  );
  connection.on("connection.unblocked", () => {
    log.info("RabbitMQ takes messages again");
    for (const listener of listeners) listener();
  });
  connection.on("error", (err) => log.warn({ err }, "no connection to RabbitMQ, trying again"));
  return {
    get isUp() {
      return connection.ready;
    },
    onUp: (listener) => void listeners.add(listener),
    channel: async (onClose) => {
      const channel = await connection.acquire({ emitErrorsFromChannel: true });
      channel.on("error", (err) => log.warn({ err }, "RabbitMQ closed a channel"));
      channels.add(channel);
      channel.once("close", () => {
        channels.delete(channel);
        onClose();
      });
      return channel;
    },
    close: async () => {
      // It waits for its channels, and where the broker is silent for ever.
      const closing = [...channels].map((channel) => channel.close());
      const closed = Promise.all(closing).then(() => connection.close());
      await Promise.race([closed, pause(CLOSE_MS, undefined, { ref: false })]).catch(
        () => undefined,
      );
      connection.unsafeDestroy();
    },
  };
}
