/*
 * A worker of your own, in TypeScript or JavaScript: it claims runs of external jobs over HTTP and executes them. This file
 * needs nothing but `fetch` (Node 20 or later, Deno, Bun) and may be copied as it is.
 */

/** A run as the server hands it out. Instants are RFC 3339. */
export type Claim<Params = unknown> = {
  readonly runId: string;
  readonly jobId: string;
  readonly jobName: string;
  readonly task: string;
  readonly attempt: number;
  readonly params: Params;
  readonly scheduledFor: string;
  readonly leaseToken: string;
  readonly leaseSeconds: number;
  readonly deadline: string | null;
};

/** Why a run's signal is aborted: it was cancelled, its time is over or it belongs to somebody else now, the worker stops. */
export type StopReason = "cancelled" | "lease_lost" | "shutdown";

/** What a handler is given beside the run. */
export type RunContext = {
  /** Aborted with a `StopReason` as its reason; end the work then. */
  readonly signal: AbortSignal;
  /** Adds to the run's log; each line of the text is one. */
  log(text: string, stream?: "stdout" | "stderr"): void;
  /** Says how far the run is; told with the next heartbeat. */
  progress(percent: number | null, message?: string): void;
};

/**
 * Executes a run and answers its result, which is kept as JSON up to 64 KiB. Throwing fails the run; `FinalError` says that
 * trying again makes no sense.
 */
export type Handler = (claim: Claim, context: RunContext) => Promise<unknown>;

/** A failure that another attempt would not mend. */
export class FinalError extends Error {
  override readonly name = "FinalError";
}

export type ExternalWorkerOptions = {
  /** Where the server answers, such as `https://punctual.example.com`. */
  readonly url: string;
  /** An API token with the scope `worker`. */
  readonly token: string;
  /** Tells processes apart, so that people see which one has a run. */
  readonly name: string;
  readonly version?: string;
  readonly pool?: string;
  /** What to do for each task; only these are claimed. */
  readonly tasks: Readonly<Record<string, Handler>>;
  /** Runs at a time; 1 unless said. */
  readonly concurrency?: number;
  /** Told what went wrong between this process and the server; it goes on by itself. */
  readonly onError?: (error: unknown) => void;
};

const WAIT_SECONDS = 20;
/** What a call may take beyond its wait, in milliseconds. */
const CALL_MS = 15_000;
/** A heartbeat is due after a third of the lease, and no later than this, so that cancels arrive soon. */
const LONGEST_BEAT_MS = 10_000;
const LOG_BEAT_MS = 500;
const LOG_BATCH = 500;
const LOG_BATCH_CHARS = 60_000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;
/** Ends of runs are reported again and again for so long at least; after that the lease is over. */
const REPORT_MS = 60_000;

/** A worker: `run` claims and executes until `stop`. */
export class ExternalWorker {
  readonly #options: ExternalWorkerOptions;
  readonly #concurrency: number;
  readonly #stopping = new AbortController();
  readonly #running = new Map<Promise<void>, AbortController>();
  #done: Promise<void> | null = null;

  constructor(options: ExternalWorkerOptions) {
    this.#options = options;
    this.#concurrency = options.concurrency ?? 1;
  }

  /** Runs at work now. */
  get active(): number {
    return this.#running.size;
  }

  /** Claims and executes until `stop` is called; the same promise every time. */
  run(): Promise<void> {
    this.#done ??= this.#claimAll();
    return this.#done;
  }

  /** Claims no more, and waits up to `graceMs` for what is at work; what is left is aborted with `shutdown` and fails, to be tried again. */
  async stop(graceMs = 30_000): Promise<void> {
    this.#stopping.abort();
    await this.#done;
    await settledWithin([...this.#running.keys()], graceMs);
    for (const abort of this.#running.values()) abort.abort("shutdown" satisfies StopReason);
    await Promise.all(this.#running.keys());
  }

  async #claimAll(): Promise<void> {
    let failures = 0;
    while (!this.#stopping.signal.aborted) {
      const free = this.#concurrency - this.#running.size;
      if (free <= 0) {
        await Promise.race([...this.#running.keys(), aborted(this.#stopping.signal)]);
        continue;
      }
      try {
        for (const claim of await this.#claim(free)) this.#begin(claim);
        failures = 0;
      } catch (error) {
        if (this.#stopping.signal.aborted) return;
        this.#options.onError?.(error);
        failures += 1;
        await pause(pauseMs(failures), this.#stopping.signal);
      }
    }
  }

  async #claim(max: number): Promise<readonly Claim[]> {
    const { name, version, pool, tasks, token } = this.#options;
    const body = {
      tasks: Object.keys(tasks),
      max,
      waitSeconds: WAIT_SECONDS,
      worker: version === undefined ? { name } : { name, version },
      ...(pool === undefined ? {} : { pool }),
    };
    const answer = await this.#call("/worker/claims", body, {
      token,
      ms: WAIT_SECONDS * 1000 + CALL_MS,
      signal: this.#stopping.signal,
    });
    return ((await answer.json()) as { claims: readonly Claim[] }).claims;
  }

  #begin(claim: Claim): void {
    const abort = new AbortController();
    const done = this.#execute(claim, abort).finally(() => this.#running.delete(done));
    this.#running.set(done, abort);
  }

  async #execute(claim: Claim, abort: AbortController): Promise<void> {
    const report = (what: string, body: object): Promise<Response> =>
      this.#call(`/worker/runs/${claim.runId}/${what}`, body, {
        token: claim.leaseToken,
        ms: CALL_MS,
      });
    const told = new Telling(claim, abort, report, (error) => this.#options.onError?.(error));
    const end = await this.#handle(claim, { signal: abort.signal, ...told.context });
    await told.close();
    if (abort.signal.reason !== "lease_lost") await this.#reportEnd(() => report("status", end));
  }

  async #handle(claim: Claim, context: RunContext): Promise<object> {
    try {
      const handler = this.#options.tasks[claim.task];
      if (handler === undefined) throw new FinalError(`This worker does not know ${claim.task}.`);
      const result = await handler(claim, context);
      return { status: "completed", ...(result === undefined ? {} : { result }) };
    } catch (error) {
      if (context.signal.reason === "cancelled") return { status: "cancelled" };
      const message = error instanceof Error ? error.message : String(error);
      const retryable = !(error instanceof FinalError);
      return { status: "failed", error: { message }, ...(retryable ? {} : { retryable }) };
    }
  }

  /** Reports until it is taken, refused for good or too late; repeating it does no harm. */
  async #reportEnd(report: () => Promise<Response>): Promise<void> {
    const began = performance.now();
    for (let failures = 1; ; failures += 1) {
      try {
        await report();
        return;
      } catch (error) {
        this.#options.onError?.(error);
        const isRefused = error instanceof CallError && error.status < 500 && error.status !== 429;
        if (isRefused || performance.now() - began > REPORT_MS) return;
        await pause(pauseMs(failures));
      }
    }
  }

  async #call(
    path: string,
    body: object,
    by: { readonly token: string; readonly ms: number; readonly signal?: AbortSignal },
  ): Promise<Response> {
    const limit = AbortSignal.timeout(by.ms);
    const response = await fetch(`${this.#options.url.replace(/\/$/, "")}/api/v1${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${by.token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: by.signal === undefined ? limit : AbortSignal.any([by.signal, limit]),
    });
    if (response.ok) return response;
    throw new CallError(response.status, await response.text());
  }
}

/** The server refused a call; `text` is what it said. */
export class CallError extends Error {
  override readonly name = "CallError";
  readonly status: number;

  constructor(status: number, text: string) {
    super(`The server answered ${status}: ${text.slice(0, 500)}`);
    this.status = status;
  }
}

type Entry = { readonly at: string; readonly stream: "stdout" | "stderr"; readonly text: string };
type Report = (what: string, body: object) => Promise<Response>;

/** What is told of one run while it lasts: heartbeats with progress, lines in batches. Hears of cancels and of lost leases. */
class Telling {
  readonly #abort: AbortController;
  readonly #report: Report;
  readonly #onError: (error: unknown) => void;
  readonly #timers: ReturnType<typeof setInterval>[];
  #entries: Entry[] = [];
  #progress: object | null = null;
  #sending: Promise<void> = Promise.resolve();
  #isBeating = false;

  constructor(
    claim: Claim,
    abort: AbortController,
    report: Report,
    onError: (error: unknown) => void,
  ) {
    this.#abort = abort;
    this.#report = report;
    this.#onError = onError;
    const beatMs = Math.min((claim.leaseSeconds * 1000) / 3, LONGEST_BEAT_MS);
    this.#timers = [
      setInterval(() => void this.#beat(), beatMs),
      setInterval(() => this.#flush(), LOG_BEAT_MS),
    ];
  }

  readonly context = {
    log: (text: string, stream: "stdout" | "stderr" = "stdout"): void => {
      const at = new Date().toISOString();
      for (const line of text.split(/\r?\n/)) this.#entries.push({ at, stream, text: line });
      if (this.#entries.length >= LOG_BATCH) this.#flush();
    },
    progress: (percent: number | null, message?: string): void => {
      this.#progress = { percent, ...(message === undefined ? {} : { message }) };
    },
  };

  /** Sends what is left. */
  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    this.#flush();
    if (this.#progress !== null) await this.#beat();
    await this.#sending;
  }

  async #beat(): Promise<void> {
    if (this.#isBeating || this.#abort.signal.reason === "lease_lost") return;
    this.#isBeating = true;
    const progress = this.#progress;
    this.#progress = null;
    try {
      const answer = await this.#report("heartbeat", progress === null ? {} : { progress });
      const { action } = (await answer.json()) as { action: "continue" | "cancel" };
      if (action === "cancel") this.#stop("cancelled");
    } catch (error) {
      this.#progress ??= progress;
      this.#fail(error);
    } finally {
      this.#isBeating = false;
    }
  }

  #flush(): void {
    while (this.#entries.length > 0) {
      const entries = this.#entries.splice(0, batchSize(this.#entries));
      this.#sending = this.#sending
        .then(async () => {
          if (this.#abort.signal.reason !== "lease_lost") await this.#report("logs", { entries });
        })
        .catch((error: unknown) => this.#fail(error));
    }
  }

  #fail(error: unknown): void {
    const isLost = error instanceof CallError && (error.status === 409 || error.status === 404);
    if (isLost) this.#stop("lease_lost");
    else this.#onError(error);
  }

  #stop(reason: StopReason): void {
    this.#abort.abort(reason);
  }
}

/** How many lines fit into one call, at least one. */
function batchSize(entries: readonly Entry[]): number {
  let chars = 0;
  const most = Math.min(entries.length, LOG_BATCH);
  for (let size = 0; size < most; size += 1) {
    chars += entries[size]?.text.length ?? 0;
    if (chars > LOG_BATCH_CHARS) return Math.max(size, 1);
  }
  return most;
}

function pauseMs(failures: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS) * (0.5 + Math.random() / 2);
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) =>
    signal.addEventListener("abort", () => resolve(), { once: true }),
  );
}

async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await (signal === undefined ? over : Promise.race([over, aborted(signal)]));
  clearTimeout(timer);
}

async function settledWithin(work: readonly Promise<void>[], ms: number): Promise<void> {
  if (work.length > 0) await Promise.race([Promise.all(work), pause(ms)]);
}
