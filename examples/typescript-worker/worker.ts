/*
 * A worker outside of Punctual that does two tasks. Run it with Node 22.18 or later, which reads TypeScript by itself:
 *
 *   PUNCTUAL_URL=http://localhost:3000 PUNCTUAL_TOKEN=pct_… node examples/typescript-worker/worker.ts
 *
 * Then make a job of the template `external-task` whose task is `add` or `count`.
 */
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type Claim,
  ExternalWorker,
  FinalError,
  type RunContext,
} from "../../lib/client/external-worker.ts";

const { PUNCTUAL_URL = "http://localhost:3000", PUNCTUAL_TOKEN = "" } = process.env;

/** Adds the numbers it is given. */
async function add({ params }: Claim, { log }: RunContext): Promise<{ sum: number }> {
  const { numbers } = params as { numbers?: unknown };
  if (!Array.isArray(numbers) || !numbers.every((one) => typeof one === "number"))
    throw new FinalError("params.numbers must be a list of numbers");
  log(`adding ${numbers.length} numbers`);
  return { sum: numbers.reduce((sum: number, one: number) => sum + one, 0) };
}

/** Counts slowly, and stops where it is when it is told to. */
async function count(
  { params }: Claim,
  { log, progress, signal }: RunContext,
): Promise<{ counted: number }> {
  const { to = 10, everyMs = 1000 } = params as { to?: number; everyMs?: number };
  for (let n = 1; n <= to; n += 1) {
    await sleep(everyMs, undefined, { signal });
    log(`${n}`);
    progress((100 * n) / to, `${n} of ${to}`);
  }
  return { counted: to };
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

const worker = new ExternalWorker({
  url: PUNCTUAL_URL,
  token: PUNCTUAL_TOKEN,
  name: `typescript-${hostname()}-${process.pid}`,
  version: "1",
  concurrency: 4,
  tasks: { add, count },
  onError: (error) => say(error instanceof Error ? error.message : String(error)),
});

for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => void worker.stop().then(() => process.exit(0)));
say("waiting for runs");
await worker.run();
