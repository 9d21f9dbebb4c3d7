import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { signalProcess } from "../processes.ts";
import { FOLLOW_PARENT, ROOT } from "../tool.ts";
import { readableLine } from "./log-line.ts";

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** A child that ran this long was well: its next pause is short again. */
const WELL_MS = 30_000;
const STOP_MS = 7000;

export type ChildSpec = Readonly<{
  name: string;
  args: readonly string[];
  env: Readonly<Record<string, string>>;
  /** Called with each new process id. */
  onStart(pid: number): void;
}>;

/** A program of ours that is kept running until it is stopped. */
export type Child = Readonly<{
  pid(): number | undefined;
  restart(): void;
  /** Asks it to end as Ctrl-C does and, when it does not, ends its whole group. */
  stop(): Promise<void>;
}>;

/**
 * Starts a child in a group of its own, so that only the launcher tells it to end, shows its output behind
 * its name and starts it again, with growing pauses, when it ends by itself.
 */
export function startChild(spec: ChildSpec): Child {
  let current: ChildProcess | null = null;
  let timer: NodeJS.Timeout | null = null;
  let stopping = false;
  let pauseMs = FIRST_PAUSE_MS;
  const print = (line: string) => printLine(spec.name, line);

  const start = (): void => {
    timer = null;
    const startedAt = performance.now();
    const child = spawn(process.execPath, ["--import", FOLLOW_PARENT, ...spec.args], {
      cwd: ROOT,
      env: { ...process.env, ...spec.env },
      detached: true,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    current = child;
    show(child.stdout, print);
    show(child.stderr, print);
    if (child.pid !== undefined) spec.onStart(child.pid);
    child.once("exit", (code, signal) => {
      current = null;
      if (stopping) return;
      if (performance.now() - startedAt > WELL_MS) pauseMs = FIRST_PAUSE_MS;
      print(`ended (${signal ?? `code ${code}`}); starting it again in ${pauseMs / 1000} s`);
      timer = setTimeout(start, pauseMs);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    });
  };
  start();

  return {
    pid: () => current?.pid,
    restart: () => {
      pauseMs = FIRST_PAUSE_MS;
      current?.kill("SIGINT");
    },
    stop: async () => {
      stopping = true;
      if (timer !== null) clearTimeout(timer);
      if (current !== null) await end(current);
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  child.once("exit", () => resolve());
  const group = child.pid;
  child.kill("SIGINT");
  const force = setTimeout(() => {
    if (group !== undefined) signalProcess(-group, "SIGKILL");
  }, STOP_MS);
  await promise;
  clearTimeout(force);
  if (group !== undefined) signalProcess(-group, "SIGKILL");
}

function show(output: Readable | null, print: (line: string) => void): void {
  if (output !== null) createInterface({ input: output }).on("line", print);
}

function printLine(name: string, line: string): void {
  const label = name.padEnd(8);
  for (const part of readableLine(line).split("\n")) console.log(`${label}  ${part}`);
}
