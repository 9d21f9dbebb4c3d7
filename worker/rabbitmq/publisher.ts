import { setTimeout as pause } from "node:timers/promises";
import type { Logger } from "pino";
import { exchangeOf } from "../../lib/domain/rabbitmq.ts";
import type { Platform } from "../../lib/services/context.ts";
import {
  confirmOutgoing,
  nextOutgoing,
  type Outgoing,
  putBackOutgoing,
  takeOutgoing,
} from "../../lib/services/rabbitmq/outgoing.ts";
import { Loop } from "../loop.ts";
import type { BrokerLink } from "./link.ts";
import type { Sender } from "./sender.ts";
import type { Topology } from "./topology.ts";

/** Messages on their way at a time. */
const BATCH = 200;
/** A lost hint costs this much. */
const LOOK_MS = 1_000;
/** What could not be sent is tried again after this long. */
const AGAIN_SECONDS = 2;
/** A database that is away is told so often, for less than the time after which the messages would be sent again. */
const TELLS = 20;

export type PublisherOptions = {
  readonly link: BrokerLink;
  readonly topology: Topology;
  readonly sender: Sender;
  readonly workerId: string;
  /** Ends the wait for a database that is away. */
  readonly stopping: AbortSignal;
  readonly log: Logger;
};

/** Publishes the messages of runs as they fall due. Any number of workers do: each takes what nobody else has. */
export function createPublisher(platform: Platform, options: PublisherOptions): Loop {
  const { link, workerId, stopping, log } = options;
  const turn = async (): Promise<number> => {
    // What is taken cannot be taken by a worker that has a connection.
    if (!link.isUp) return LOOK_MS;
    const wait = await nextOutgoing(platform.db);
    if (wait === null || wait > 0) return Math.min(wait ?? LOOK_MS, LOOK_MS);
    const due = await takeOutgoing(platform, { limit: BATCH, workerId });
    const sent = await sendAll(due, options);
    await note(() => confirmOutgoing(platform.db, sent.taken), stopping);
    await note(() => putBackOutgoing(platform.db, sent.refused, AGAIN_SECONDS), stopping);
    return 0;
  };
  return new Loop({ name: "rabbitmq publisher", turn, log });
}

type Sent = { readonly taken: readonly Outgoing[]; readonly refused: readonly Outgoing[] };

async function sendAll(due: readonly Outgoing[], options: PublisherOptions): Promise<Sent> {
  const errors = await Promise.all(due.map((one) => send(one, options)));
  const refused = due.filter((_, index) => errors[index] !== null);
  const err = errors.find((error) => error !== null);
  if (err !== undefined)
    options.log.warn({ err, messages: refused.length }, "not published yet, trying again");
  return { taken: due.filter((_, index) => errors[index] === null), refused };
}

/** Null, or why it was not sent. */
async function send(
  { message }: Outgoing,
  { topology, sender }: PublisherOptions,
): Promise<Error | null> {
  const { jobName, runId, attempt, action } = message;
  try {
    await topology.ensure(jobName);
    await sender.send(
      {
        exchange: exchangeOf(jobName),
        routingKey: "action",
        messageId: `${runId}:${attempt}:${action}`,
      },
      new TextEncoder().encode(JSON.stringify(message)),
    );
    return null;
  } catch (error) {
    // Its exchange or queue may be gone.
    topology.forget(jobName);
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Writes down what came of messages that are sent already: to forget it is to send them again. */
async function note(write: () => Promise<void>, stopping: AbortSignal): Promise<void> {
  for (let tell = 1; ; tell += 1) {
    try {
      return await write();
    } catch (error) {
      if (tell === TELLS || stopping.aborted) throw error;
      await pause(1_000);
    }
  }
}
