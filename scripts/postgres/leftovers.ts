import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describeProcess, isAlive, signalProcess } from "../processes.ts";

/** How long a leftover server may take to end after each of fast, immediate and killing signals. */
const STEPS = [
  ["SIGINT", 8_000],
  ["SIGQUIT", 4_000],
  ["SIGKILL", 2_000],
] as const;

/**
 * Clears what an earlier start left in `cluster`: a server whose launcher was killed is ended, a lock file
 * whose process id now belongs to something else is removed. A lock file of a dead process stays: PostgreSQL
 * itself judges whether its memory is still in use.
 */
export async function clearLeftovers(cluster: string, log: (text: string) => void): Promise<void> {
  const lock = join(cluster, "postmaster.pid");
  const pid = readPid(lock);
  if (pid === null || !isAlive(pid)) return;
  if (!isServerOf(pid, cluster)) {
    rmSync(lock, { force: true });
    return;
  }
  log(`A PostgreSQL of an earlier start still runs (process ${pid}); ending it.`);
  for (const [signal, patience] of STEPS) {
    signalProcess(pid, signal);
    if (await ends(pid, patience)) return;
  }
  throw new Error(`PostgreSQL (process ${pid}) does not end. End it by hand and start again.`);
}

function readPid(lock: string): number | null {
  try {
    const pid = Number(readFileSync(lock, "utf8").split("\n", 1)[0]);
    return Number.isSafeInteger(pid) && pid > 1 ? pid : null;
  } catch {
    return null;
  }
}

function isServerOf(pid: number, cluster: string): boolean {
  const command = describeProcess(pid);
  return command?.includes("postgres") === true && command.includes(cluster);
}

async function ends(pid: number, patienceMs: number): Promise<boolean> {
  for (let waited = 0; waited < patienceMs; waited += 50) {
    if (!isAlive(pid)) return true;
    await sleep(50);
  }
  return !isAlive(pid);
}
