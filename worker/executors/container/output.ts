import { setTimeout as sleep } from "node:timers/promises";
import type { Dispatcher } from "undici";
import type { ExecutionContext } from "../executor.ts";
import type { Engine } from "./engine.ts";
import { engineAway } from "./engine-errors.ts";
import { FrameSplitter, type OutputStream } from "./frames.ts";
import { LineReader } from "./lines.ts";

type Body = Dispatcher.ResponseData["body"];

/** No more is read of a run's output: its log is cut before, at 1 MiB. */
const READ_BYTES = 2_097_152;
const ASKING_MS = 30_000;
/** Between two looks at what the engine kept of the output, once it is not sent any more. */
const LOOK_MS = 1_000;
/** The output ends with its container; where it does not, the engine has lost it. */
const END_MS = 2_000;
const REST_MS = 10_000;

/**
 * What a container writes, as lines of the run's log. It is sent as it is written, by a connection made before the start.
 * When that breaks, what the engine has kept is read from its beginning, and as many bytes of each stream are passed over
 * as have been seen. (Following what is kept would be one way for both, but some engines lose lines at it.)
 */
export class Output {
  readonly #engine: Engine;
  readonly #id: string;
  readonly #body: Body;
  readonly #lines: Readonly<Record<OutputStream, LineReader>>;
  readonly #seen: Record<OutputStream, number> = { stdout: 0, stderr: 0 };
  /** Ends when nothing more is sent. */
  readonly #live: Promise<void>;
  #isBroken = false;

  private constructor(engine: Engine, id: string, body: Body, log: ExecutionContext["log"]) {
    this.#engine = engine;
    this.#id = id;
    this.#body = body;
    this.#lines = {
      stdout: new LineReader((line) => log("stdout", line)),
      stderr: new LineReader((line) => log("stderr", line)),
    };
    this.#live = this.#take(body).catch(() => this.breakOff());
  }

  /** Asks for the output of a container that is made and not started yet. */
  static async attach(engine: Engine, id: string, log: ExecutionContext["log"]): Promise<Output> {
    // The answer is awaited for a while; what comes then may take as long as the run.
    const asking = new AbortController();
    const late = engineAway(new DOMException("no answer", "TimeoutError"));
    const timer = setTimeout(() => asking.abort(late), ASKING_MS);
    try {
      const body = await engine.open({
        method: "POST",
        path: `/containers/${id}/attach`,
        query: { stream: "1", stdout: "1", stderr: "1" },
        what: "hand over the output",
        signal: asking.signal,
        limitMs: null,
      });
      return new Output(engine, id, body, log);
    } finally {
      clearTimeout(timer);
    }
  }

  /** The engine was away in between: what it sent may not be all. */
  breakOff(): void {
    this.#isBroken = true;
    this.#body.destroy();
  }

  /** Reads along until the signal ends it. */
  async follow(signal: AbortSignal): Promise<void> {
    await Promise.race([this.#live, ended(signal)]);
    await pause(LOOK_MS, signal);
    while (!(signal.aborted || this.#isFull)) {
      // It ended and the container did not.
      this.breakOff();
      await this.#readKept(signal).catch(() => undefined);
      await pause(LOOK_MS, signal);
    }
  }

  /** Reads what is left once the container has ended and nobody follows it any more. */
  async finish(): Promise<void> {
    try {
      if (!this.#isBroken) await this.#untilLiveEnds();
      if (this.#isBroken && !this.#isFull) await this.#readKept(AbortSignal.timeout(REST_MS));
    } finally {
      this.drop();
    }
  }

  /** Reads no more. */
  drop(): void {
    this.#body.destroy();
    this.#lines.stdout.end();
    this.#lines.stderr.end();
  }

  get #isFull(): boolean {
    return this.#seen.stdout + this.#seen.stderr >= READ_BYTES;
  }

  async #untilLiveEnds(): Promise<void> {
    const limit = new AbortController();
    const late = sleep(END_MS, "late", { signal: limit.signal }).catch(() => "ended");
    if ((await Promise.race([this.#live, late])) === "late") this.breakOff();
    limit.abort();
  }

  async #readKept(signal: AbortSignal): Promise<void> {
    await this.#live;
    const body = await this.#engine.open({
      method: "GET",
      path: `/containers/${this.#id}/logs`,
      query: { stdout: "1", stderr: "1" },
      what: "hand over the output",
      signal,
      limitMs: null,
    });
    await this.#take(body, { ...this.#seen });
  }

  async #take(body: Body, toSkip = { stdout: 0, stderr: 0 }): Promise<void> {
    const splitter = new FrameSplitter((stream, bytes) => {
      const skipped = Math.min(toSkip[stream], bytes.length);
      toSkip[stream] -= skipped;
      const fresh = bytes.subarray(skipped);
      this.#seen[stream] += fresh.length;
      this.#lines[stream].push(fresh);
    });
    for await (const chunk of body) {
      splitter.push(chunk);
      if (this.#isFull) break;
    }
  }
}

function ended(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) =>
    signal.addEventListener("abort", () => resolve(), { once: true }),
  );
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
