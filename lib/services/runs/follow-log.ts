import { listLogLines, readRunStatus } from "../../../db/queries/run-logs.ts";
import type { LogLine, LogQuery } from "../../contracts/log.ts";
import { notFound } from "../../domain/errors.ts";
import { isFinal, type RunStatus } from "../../domain/run-state.ts";
import type { Context } from "../context.ts";
import { takeStreamPlace } from "../events/places.ts";
import { watchRight } from "../events/rights-watch.ts";
import { logLineView } from "./logs.ts";
import { reachRun } from "./reach.ts";

const CHUNK = 1000;
/** A follower looks again this often at most, and this long after the last look at the latest; milliseconds. */
const QUIET_MS = 50;
const LOOK_MS = 250;
/** Streams end by themselves before platforms cut them, and say so now and then that they live. */
const LONGEST_MS = 240_000;
const PING_MS = 15_000;

/** What a follower is told: lines, that the stream lives, or that the run ended and no line will come. */
export type LogNews =
  | { readonly kind: "lines"; readonly lines: readonly LogLine[] }
  | { readonly kind: "ping" }
  | { readonly kind: "end"; readonly status: RunStatus };

/**
 * Follows a run's log from `after` on until the run has ended, the reader leaves (`signal`) or may not read it any more, or
 * four minutes have passed; the reader then goes on from the last `seq`. Throws `not_found`, `forbidden`, and `rate_limited` above ten
 * streams a person, before the first news.
 */
export async function followLog(
  ctx: Context,
  id: string,
  query: LogQuery,
  signal: AbortSignal,
): Promise<AsyncGenerator<LogNews>> {
  const run = await reachRun(ctx, "runs.read", id);
  const release = takeStreamPlace(ctx.actor);
  // A reader may leave before the first news is asked for, and then nothing below ever begins.
  signal.addEventListener("abort", release, { once: true });
  return newsOf(ctx, run, query, { signal, release });
}

async function* newsOf(
  ctx: Context,
  run: { readonly id: string; readonly projectId: string },
  query: LogQuery,
  stream: { readonly signal: AbortSignal; readonly release: () => void },
): AsyncGenerator<LogNews> {
  const bell = new Bell(ctx, stream.signal);
  const watch = new Watch();
  const unwatch = watchRight(ctx, "runs.read", run.projectId, () => bell.close());
  try {
    let after = query.after ?? 0;
    let ended: RunStatus | null = null;
    while (!bell.isOver && watch.mayGoOn) {
      const look = await lookAt(ctx, run.id, query, after);
      if (look.lines.length > 0) yield { kind: "lines", lines: look.lines };
      else if (watch.isSilent) yield { kind: "ping" };
      else if (ended !== null) return yield { kind: "end", status: ended };
      watch.note(look.lines.length > 0);
      after = look.lines.at(-1)?.seq ?? after;
      // One empty look more after the end: a worker that lost its lease may still be writing.
      ended = isFinal(look.status) ? look.status : null;
      if (look.lines.length < CHUNK) await bell.wait();
    }
  } finally {
    unwatch();
    bell.close();
    stream.release();
  }
}

/** The state first: lines are written before their run ends, so that those read after it are all there are. */
async function lookAt(ctx: Context, runId: string, { attempt }: LogQuery, after: number) {
  const status = await readRunStatus(ctx.db, runId);
  if (status === undefined) throw notFound("run");
  const rows = await listLogLines(ctx.db, runId, { after, attempt, limit: CHUNK });
  return { status, lines: rows.map(logLineView) };
}

/** How long a stream has lasted, and been silent. */
class Watch {
  readonly #begun = performance.now();
  #lastSaid = this.#begun;

  get mayGoOn(): boolean {
    return performance.now() - this.#begun < LONGEST_MS;
  }

  get isSilent(): boolean {
    return performance.now() - this.#lastSaid >= PING_MS;
  }

  note(said: boolean): void {
    if (said || this.isSilent) this.#lastSaid = performance.now();
  }
}

/** Wakes a follower when events were heard, and by itself after a while; never twice in quick succession. */
class Bell {
  isOver = false;
  readonly #signal: AbortSignal;
  readonly #stopHearing: () => void;
  #heard = false;
  #wake: (() => void) | null = null;

  constructor(ctx: Context, signal: AbortSignal) {
    this.#signal = signal;
    this.#stopHearing = ctx.hints.hear((hints) => {
      if (hints.has("events")) this.#ring();
    });
    this.#signal.addEventListener("abort", this.#end);
    if (signal.aborted) this.#end();
  }

  async wait(): Promise<void> {
    await this.#sleep(QUIET_MS, false);
    if (!this.#heard) await this.#sleep(LOOK_MS - QUIET_MS, true);
    this.#heard = false;
  }

  close(): void {
    this.isOver = true;
    this.#stopHearing();
    this.#signal.removeEventListener("abort", this.#end);
    this.#wake?.();
  }

  readonly #end = (): void => {
    this.isOver = true;
    this.#wake?.();
  };

  #ring(): void {
    this.#heard = true;
    this.#wake?.();
  }

  async #sleep(ms: number, wakeable: boolean): Promise<void> {
    if (this.isOver) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        if (!wakeable && !this.isOver) return;
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = null;
  }
}
