import type { Logger } from "pino";
import { fitLog, LONGEST_LOG_LINE, logBytes } from "../lib/domain/log-room.ts";
import { replaceUnstorable } from "../lib/domain/sanitize.ts";
import type { Platform } from "../lib/services/context.ts";
import { type LogLine, writeLogs } from "../lib/services/runs/write-logs.ts";
import type { LogStream } from "./executors/executor.ts";

const GATHER_MS = 100;
const BATCH = 1_000;
/** Lines of one attempt are numbered within a space of their own, so that attempts follow each other. */
const ATTEMPT_SPACE = 10_000_000;

/** The log of one attempt: numbers its lines and cuts it at 1 MiB with a note. */
export type AttemptLog = (stream: LogStream, text: string) => void;

/** Gathers log lines of all attempts of a process and writes them together. Lines that cannot be written are dropped, never the run. */
export class LogBuffer {
  readonly #platform: Pick<Platform, "db" | "hints">;
  readonly #log: Logger;
  #waiting: LogLine[] = [];
  #timer: NodeJS.Timeout | null = null;
  #flushing: Promise<void> = Promise.resolve();

  constructor(platform: Pick<Platform, "db" | "hints">, log: Logger) {
    this.#platform = platform;
    this.#log = log;
  }

  open(runId: string, attempt: number): AttemptLog {
    let bytes = 0;
    let seq = attempt * ATTEMPT_SPACE;
    return (stream, text) => {
      // As it is stored, since that is what takes the room.
      const line = { stream, text: replaceUnstorable(text.slice(0, LONGEST_LOG_LINE)) };
      for (const kept of fitLog([line], bytes)) {
        seq += 1;
        this.#add({ runId, attempt, seq, ...kept });
      }
      bytes += logBytes(line);
    };
  }

  /** Writes what is left. */
  async drain(): Promise<void> {
    this.#flush();
    await this.#flushing;
  }

  #add(line: LogLine): void {
    this.#waiting.push(line);
    if (this.#waiting.length >= BATCH) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), GATHER_MS);
  }

  #flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const lines = this.#waiting;
    if (lines.length === 0) return;
    this.#waiting = [];
    this.#flushing = this.#flushing.then(() => this.#write(lines));
  }

  async #write(lines: readonly LogLine[]): Promise<void> {
    try {
      await writeLogs(this.#platform, lines);
    } catch (error) {
      this.#log.warn({ err: error, lines: lines.length }, "log lines could not be written");
    }
  }
}
