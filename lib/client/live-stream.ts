import { EVENT_NAMES, type LiveEvent } from "./live-event.ts";

export type LiveState = "connecting" | "live" | "reconnecting" | "paused";

type Options = {
  /** The address of the stream behind the event with this number; null: from now on. */
  readonly address: (after: number | null) => string;
  /** The server refused the stream: signed out, or no longer in the project. */
  readonly onRefused: () => void;
  readonly onEvent: (event: LiveEvent) => void;
  readonly onState: (state: LiveState) => void;
  /** Everything shown may be out of date: the first connection, or events that are no longer kept. */
  readonly onReset: () => void;
};

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 15_000;

/**
 * The tab's one event stream. After a cut it resumes behind the last event it saw. Browsers give up on a stream that
 * was refused; this one tries again, ever more slowly.
 */
export class LiveStream {
  readonly #options: Options;
  #source: EventSource | null = null;
  #lastSeq: number | null = null;
  #failures = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(options: Options) {
    this.#options = options;
  }

  start(): void {
    this.#close();
    this.#options.onState(this.#lastSeq === null ? "connecting" : "reconnecting");
    const source = new EventSource(this.#options.address(this.#lastSeq));
    this.#source = source;
    source.onopen = () => this.#opened();
    source.onerror = () => this.#failed(source);
    for (const name of EVENT_NAMES) {
      source.addEventListener(name, (message) => this.#received(message));
    }
    source.addEventListener("reset", (message) => {
      this.#remember(message.lastEventId);
      this.#options.onReset();
    });
  }

  pause(): void {
    this.#close();
    this.#options.onState("paused");
  }

  stop(): void {
    this.#close();
  }

  #opened(): void {
    this.#failures = 0;
    this.#options.onState("live");
    if (this.#lastSeq === null) this.#options.onReset();
  }

  #failed(source: EventSource): void {
    this.#options.onState("reconnecting");
    if (source.readyState !== EventSource.CLOSED) return;
    this.#options.onRefused();
    const wait = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#failures);
    this.#failures += 1;
    this.#retry = setTimeout(() => this.start(), wait);
  }

  #received(message: MessageEvent<string>): void {
    this.#remember(message.lastEventId);
    this.#options.onEvent(JSON.parse(message.data) as LiveEvent);
  }

  #remember(id: string): void {
    const seq = Number(id);
    if (id !== "" && Number.isSafeInteger(seq)) this.#lastSeq = seq;
  }

  #close(): void {
    clearTimeout(this.#retry);
    this.#source?.close();
    this.#source = null;
  }
}
