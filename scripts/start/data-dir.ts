import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describeProcess, isAlive, signalProcess } from "../processes.ts";
import { ROOT } from "../tool.ts";

const ENDING_MS = 10_000;

/** What a running launcher writes down, so that the next one knows of it. */
type LauncherFile = { pid: number; url: string; children: number[] };

export type DataDir = Readonly<{
  path: string;
  /** A file inside it. */
  file(name: string): string;
  /** Writes down who runs here; called again whenever a child starts. */
  claim(url: string, children: readonly number[]): void;
  release(): void;
}>;

/**
 * Opens the folder that keeps everything of `npm start` (`DATA_DIR`, else `.data`). Ends what a killed
 * launcher left running; throws when one is alive.
 */
export async function openDataDir(log: (text: string) => void): Promise<DataDir> {
  const path = resolve(ROOT, process.env["DATA_DIR"] || ".data");
  mkdirSync(path, { recursive: true });
  // The database's user must be able to walk through it; the files in it are closed one by one.
  if (process.getuid?.() === 0) chmodSync(path, 0o711);
  const file = (name: string) => join(path, name);
  const claimFile = file("launcher.json");
  await endPrevious(claimFile, log);
  return {
    path,
    file,
    claim: (url, children) => {
      const claim: LauncherFile = { pid: process.pid, url, children: [...children] };
      writeFileSync(claimFile, JSON.stringify(claim), { mode: 0o600 });
    },
    release: () => rmSync(claimFile, { force: true }),
  };
}

async function endPrevious(claimFile: string, log: (text: string) => void): Promise<void> {
  const previous = readClaim(claimFile);
  if (previous === null) return;
  if (isOurs(previous.pid)) {
    throw new Error(
      `Punctual already runs from this folder: ${previous.url} (process ${previous.pid}). Stop it first (kill ${previous.pid}), or set DATA_DIR and PORT for a second one.`,
    );
  }
  const left = previous.children.filter(isOurs);
  if (left.length > 0) log("An earlier start was killed; waiting for what it left behind to end …");
  for (let waited = 0; waited < ENDING_MS && left.some(isOurs); waited += 100) await sleep(100);
  for (const pid of left.filter(isOurs)) signalProcess(-pid, "SIGKILL");
  rmSync(claimFile, { force: true });
}

function readClaim(file: string): LauncherFile | null {
  if (!existsSync(file)) return null;
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

/** Process ids are used again: ours run one of our files. */
function isOurs(pid: number): boolean {
  if (!isAlive(pid)) return false;
  return /(scripts|worker)\/\w+\.ts/.test(describeProcess(pid) ?? "");
}
