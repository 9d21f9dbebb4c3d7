import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { signalProcess } from "../processes.ts";
import { type Cluster, spawnOptions } from "./cluster.ts";

const READY_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 2_500;
const LOG_LIMIT_BYTES = 5_000_000;

/** One running `postgres`. `exited` settles when it has ended, for whatever reason. */
export type Server = Readonly<{ pid: number; exited: Promise<void>; stop(): Promise<void> }>;

/**
 * Starts `postgres` in a session of its own, so that Ctrl-C reaches it only through us, and waits until it
 * takes connections. Throws with the end of its log when it does not.
 */
export async function startServer(
  cluster: Cluster,
  port: number,
  settings: Readonly<Record<string, string>>,
  logFile: string,
): Promise<Server> {
  const logSize = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  const logStart = logSize > LOG_LIMIT_BYTES ? 0 : logSize;
  const output = openSync(logFile, logStart === 0 ? "w" : "a", 0o600);
  const flags = Object.entries({ ...settings, port: String(port) });
  const child = spawn(
    join(cluster.natives, "bin", "postgres"),
    ["-D", cluster.folder, ...flags.flatMap(([name, value]) => ["-c", `${name}=${value}`])],
    { ...spawnOptions(cluster), detached: true, stdio: ["ignore", output, output] },
  );
  closeSync(output);
  const exited = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  const { pid } = child;
  if (pid === undefined || !(await isReady(child, cluster))) {
    child.kill("SIGQUIT");
    await exited;
    const log = readFileSync(logFile, "utf8").slice(logStart).trim();
    throw new Error(`PostgreSQL did not start. Its log says:\n${log || "nothing"}`);
  }
  const release = endWithUs(pid, lockFile(cluster));
  void exited.then(release);
  return { pid, exited, stop: () => stopServer(pid, exited) };
}

/** The last line of the lock file says `ready` once connections are taken. */
async function isReady(child: ChildProcess, cluster: Cluster): Promise<boolean> {
  const lock = lockFile(cluster);
  for (let waited = 0; waited < READY_TIMEOUT_MS; waited += 25) {
    if (child.exitCode !== null || child.signalCode !== null) return false;
    const lines = readLines(lock);
    if (lines[0] === String(child.pid) && lines[7]?.trim() === "ready") return true;
    await sleep(25);
  }
  return false;
}

function lockFile(cluster: Cluster): string {
  return join(cluster.folder, "postmaster.pid");
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, "utf8").split("\n");
  } catch {
    return [];
  }
}

async function stopServer(pid: number, exited: Promise<void>): Promise<void> {
  for (const signal of ["SIGINT", "SIGQUIT", "SIGKILL"] as const) {
    signalProcess(pid, signal);
    const ended = exited.then(() => true);
    if (await Promise.race([ended, sleep(STOP_TIMEOUT_MS, false, { ref: false })])) return;
  }
}

/**
 * A shell that waits for our end of a pipe to close, which happens however we end, and then, after the
 * web app and the workers had their time, stops the server. Answers a function that dismisses it.
 */
function endWithUs(pid: number, lock: string): () => void {
  if (process.platform === "win32") return () => undefined;
  const script = 'read -r _; sleep 6; [ "$(head -n 1 "$2")" = "$1" ] && kill -INT "$1"';
  const watcher = spawn("/bin/sh", ["-c", script, "sh", String(pid), lock], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  watcher.unref();
  return () => {
    watcher.kill("SIGKILL");
  };
}
