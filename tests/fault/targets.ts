import { readFileSync } from "node:fs";
import { inMs, type Outcome } from "./fault.ts";
import { HOSTILITIES, type Hostility, openHostileTarget } from "./hostile-target.ts";
import type { Installation } from "./installation.ts";
import { until } from "./until.ts";

const TIMEOUT_S = 3;
const AT_ONCE = 3;
const WARM_RUNS = 500;
const MOST_MORE_MIB = 50;
const KEPT_BYTES = 64 * 1024;
/** These never answer completely. */
const NEVER: readonly Hostility[] = ["slow", "dead", "dripping"];

type Seen = {
  readonly what: Hostility;
  readonly outcome: string;
  readonly code: string | null;
  readonly ms: number;
  readonly bytes: number;
  readonly truncated: boolean;
};

type Row = Pick<Seen, "outcome" | "code" | "ms"> & {
  readonly result: Readonly<Record<string, unknown>> | null;
};

/** Targets that are slow, dead, dripping, huge, endless or a compressed bomb, several runs of each at once. */
export async function callHostileTargets(installation: Installation): Promise<Outcome> {
  const target = await openHostileTarget(installation.target.note);
  const stopping = new AbortController();
  try {
    const worker = await installation.startWorker();
    await warmUp(installation);
    const before = memoryMib(worker.pid);
    const most = watchMemory(worker.pid, stopping.signal);
    const seen: Seen[] = [];
    const more: number[] = [];
    for (const what of HOSTILITIES) {
      seen.push(...(await callOne(installation, what, target.url(what))));
      more.push(most() - before);
    }
    return judge(seen, more);
  } finally {
    stopping.abort();
    await target.close();
  }
}

/** What a worker needs for its work in any case it has taken by then. */
async function warmUp(installation: Installation): Promise<void> {
  const job = await installation.addJob({ delayMs: 0 });
  await Promise.all(Array.from({ length: WARM_RUNS }, () => installation.run(job)));
  await until("the first runs", 60_000, async () => {
    const live = await installation.sql`select 1 from runs where finished_at is null limit 1`;
    return live.length === 0 ? true : null;
  });
}

async function callOne(
  { addJob, run, sql }: Installation,
  what: Hostility,
  url: string,
): Promise<Seen[]> {
  const job = await addJob({
    url,
    policies: { timeoutSeconds: TIMEOUT_S, retry: { maxAttempts: 1 } },
  });
  const runs = await Promise.all(Array.from({ length: AT_ONCE }, () => run(job)));
  const rows = await until(`the end of ${what} calls`, 60_000, async () => {
    const ended = await sql<Row[]>`
      select outcome, error_code as code, result,
        (extract(epoch from finished_at - started_at) * 1000)::float8 as ms
      from attempts where run_id in ${sql(runs)}`;
    return ended.length === AT_ONCE ? ended : null;
  });
  return rows.map(({ result, ...row }) => ({
    ...row,
    what,
    bytes: result === null ? 0 : Buffer.byteLength(JSON.stringify(result)),
    truncated: result?.["truncated"] === true,
  }));
}

/** `more` is how many MiB the worker has taken by the end of each kind of call. */
function judge(seen: readonly Seen[], more: readonly number[]): Outcome {
  const moreMib = Math.max(...more);
  const problems = seen.flatMap(problemsOf);
  if (moreMib > MOST_MORE_MIB) problems.push(`the worker took ${moreMib} MiB more`);
  const figures = HOSTILITIES.map((what) => {
    const some = seen.filter((one) => one.what === what);
    const [first] = some;
    const ms = some.map((one) => one.ms);
    const bytes = Math.max(...some.map((one) => one.bytes));
    const kept = bytes > 1024 ? `, ${Math.round(bytes / 1024)} KiB kept` : "";
    return `${what}: ${first?.code ?? first?.outcome} after ${inMs(Math.min(...ms))} to ${inMs(Math.max(...ms))}${kept}${first?.truncated ? ", truncated" : ""}`;
  });
  return {
    figures: `${figures.join("; ")}; memory of the worker by then + ${more.join(", ")} MiB`,
    problems,
  };
}

function problemsOf({ what, outcome, ms, bytes, truncated }: Seen): string[] {
  const problems: string[] = [];
  const limit = TIMEOUT_S * 1000;
  if (NEVER.includes(what)) {
    if (outcome !== "timed_out") problems.push(`${what}: ${outcome} in place of timed_out`);
    if (Math.abs(ms - limit) > 1000) problems.push(`${what}: ended after ${inMs(ms)}`);
  }
  if (ms > limit + 1000) problems.push(`${what}: ended after ${inMs(ms)} only`);
  if (bytes > KEPT_BYTES) problems.push(`${what}: ${bytes} bytes are kept`);
  if (what === "huge" && !truncated) problems.push("huge: the result does not say `truncated`");
  return problems;
}

/** Answers the most memory a process has taken so far. */
function watchMemory(pid: number, signal: AbortSignal): () => number {
  let most = memoryMib(pid);
  const look = setInterval(() => {
    most = Math.max(most, memoryMib(pid));
  }, 20);
  signal.addEventListener("abort", () => clearInterval(look), { once: true });
  return () => most;
}

/** The resident memory of a process. */
function memoryMib(pid: number): number {
  const [, kib] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Math.round(Number(kib) / 1024);
}
