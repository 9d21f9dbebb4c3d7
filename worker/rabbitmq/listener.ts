import { setTimeout as pause } from "node:timers/promises";
import type { Logger } from "pino";
import { isUnavailable } from "../../lib/platform/unavailable.ts";
import type { Platform } from "../../lib/services/context.ts";
import { type ConsumerMessage, readMessage } from "../../lib/services/rabbitmq/read-message.ts";
import { takeMessage, type Verdict } from "../../lib/services/rabbitmq/take-message.ts";
import type { Delivery } from "./consumers.ts";
import { Lanes } from "./lanes.ts";

/** Messages taken at a time, each with statements of its own. */
const AT_A_TIME = 16;
/** A fault that is not the database being away may be of the message; it must not come back for ever. */
const MOST_TRIES = 3;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/** Takes what consumers say, what is said of one run in its order. */
export class Listener {
  readonly #platform: Platform;
  readonly #workerId: string;
  readonly #log: Logger;
  readonly #lanes = new Lanes(AT_A_TIME);
  readonly #stopping = new AbortController();

  constructor(platform: Platform, { workerId, log }: { workerId: string; log: Logger }) {
    this.#platform = platform;
    this.#workerId = workerId;
    this.#log = log;
  }

  /** Takes a message; what cannot be one is rejected at once, and holds up nothing. */
  readonly deliver = (delivery: Delivery): void => {
    const read = readMessage(delivery.route, delivery.body);
    if (!read.ok) this.#reject(delivery, { why: read.why, runId: null });
    else void this.#lanes.run(read.message.says.runId, () => this.#take(delivery, read.message));
  };

  /** Waits for what is being taken; messages that wait for the database are left to be delivered again. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#lanes.idle();
  }

  async #take(delivery: Delivery, message: ConsumerMessage): Promise<void> {
    const verdict = await this.#verdict(delivery, message);
    if (verdict === null) return;
    const { runId } = message.says;
    if (verdict.verdict === "rejected") {
      this.#reject(delivery, { why: verdict.why, runId });
      return;
    }
    if (verdict.verdict === "dropped")
      this.#log.info({ ...about(delivery), runId, why: verdict.why }, "a message was dropped");
    delivery.ack();
  }

  /** Null when the message is to be delivered again. */
  async #verdict(delivery: Delivery, message: ConsumerMessage): Promise<Verdict | null> {
    const arrived = { message, key: delivery.key, workerId: this.#workerId };
    for (let tries = 1; delivery.isOpen(); tries += 1) {
      try {
        return await takeMessage(this.#platform, arrived);
      } catch (err) {
        if (!isUnavailable(err) && tries >= MOST_TRIES) return this.#giveUp(message, err);
        if (this.#stopping.signal.aborted) return null;
        await pause(Math.min(FIRST_PAUSE_MS * 2 ** tries, LONGEST_PAUSE_MS));
      }
    }
    return null;
  }

  #giveUp({ says: { runId } }: ConsumerMessage, err: unknown): Verdict {
    this.#log.error({ err, runId }, "a message about this run cannot be taken");
    return { verdict: "rejected", why: "it cannot be taken" };
  }

  #reject(delivery: Delivery, { why, runId }: { why: string; runId: string | null }): void {
    this.#log.warn({ ...about(delivery), runId, why }, "a message was rejected");
    delivery.reject();
  }
}

function about({ key, route }: Delivery) {
  return { key, route };
}
