import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { signalProcess } from "../../scripts/processes.ts";
import { FOLLOW_PARENT, ROOT } from "../../scripts/tool.ts";
import { endWithUs } from "./children.ts";
import { until } from "./until.ts";

/** Starting many on a machine that is busy with other things takes its time; that is no fault. */
const START_MS = 120_000;

/** What a worker says when nobody has confirmed its leases for most of their length. */
export const OWN_WORK_STOPPED = "no beat was confirmed for most of the lease: own work stopped";

/** A line of a worker's log. */
export type LogLine = Readonly<Record<string, unknown> & { msg?: unknown; level?: unknown }>;

export type Ending = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

/** A worker as operators run it: a process of its own, told everything by its environment. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #lines: LogLine[] = [];
  readonly #stray: string[] = [];
  readonly ended: Promise<Ending>;
  #ending: Ending | null = null;
  #wasAsked = false;

  constructor(env: Readonly<Record<string, string>>) {
    this.#child = spawn(process.execPath, ["--import", FOLLOW_PARENT, "worker/index.ts"], {
      cwd: ROOT,
      env: { NODE_ENV: "production", PATH: process.env["PATH"], ...env },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    this.ended = new Promise((resolve) => {
      this.#child.once("exit", (code, signal) => {
        this.#ending = { code, signal };
        resolve(this.#ending);
      });
    });
    const { stdout, stderr } = this.#child;
    if (stdout !== null) createInterface(stdout).on("line", (line) => this.#read(line));
    if (stderr !== null) createInterface(stderr).on("line", (line) => this.#stray.push(line));
    endWithUs(this.#child);
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error("the worker could not be started");
    return this.#child.pid;
  }

  /** Its id in the list of workers. */
  get id(): string {
    return String(this.said("worker started")[0]?.["worker"]);
  }

  get isRunning(): boolean {
    return this.#ending === null;
  }

  /** What it logged with this message. */
  said(message: string): readonly LogLine[] {
    return this.#lines.filter((line) => line.msg === message);
  }

  async untilReady(): Promise<this> {
    await until("the worker starts", START_MS, () => {
      if (!this.isRunning) throw new Error(`The worker ended at its start:\n${this.#tail()}`);
      return this.said("worker started")[0];
    });
    return this;
  }

  /** Sends a signal; SIGSTOP and SIGCONT are no request to end. */
  signal(signal: NodeJS.Signals): void {
    if (signal !== "SIGSTOP" && signal !== "SIGCONT") this.#wasAsked = true;
    signalProcess(this.pid, signal);
  }

  /** Ends it with this signal and waits until it has gone. */
  async end(signal: NodeJS.Signals = "SIGTERM"): Promise<Ending> {
    this.signal(signal);
    return this.ended;
  }

  /** What must never happen: it ended by itself, or something was thrown where nobody caught it. */
  complaints(): readonly string[] {
    const uncaught = [...this.said("uncaught exception"), ...this.said("unhandled rejection")];
    const complaints = uncaught.map((line) => `worker ${this.pid}: ${JSON.stringify(line)}`);
    if (this.#ending !== null && !this.#wasAsked)
      complaints.push(`worker ${this.pid} ended by itself:\n${this.#tail()}`);
    return complaints;
  }

  #read(line: string): void {
    try {
      this.#lines.push(JSON.parse(line));
    } catch {
      this.#stray.push(line);
    }
  }

  #tail(): string {
    return [...this.#lines.slice(-5).map((line) => JSON.stringify(line)), ...this.#stray].join(
      "\n",
    );
  }
}
