import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../scripts/ports.ts";
import { describeProcess, signalProcess } from "../../scripts/processes.ts";
import { FOLLOW_PARENT, ROOT } from "../../scripts/tool.ts";
import { endWithUs } from "./children.ts";
import { type EventClient, followEvents } from "./event-client.ts";
import { inMs, type Outcome, tooSlow } from "./fault.ts";
import type { Installation } from "./installation.ts";
import { until } from "./until.ts";
import { ensureBuild } from "./web-process.ts";

const HOST = "127.0.0.1";
const KILLS = 3;
const BACK_MS = 15_000;
const START_MS = 120_000;

/** kill -9 of the web process that `npm start` keeps, while a client follows the live stream of busy jobs. */
export async function killWeb(installation: Installation): Promise<Outcome> {
  await ensureBuild();
  const folder = mkdtempSync(join(tmpdir(), "punctual-start-"));
  const port = await freePort(HOST);
  const launcher = startLauncher(installation, folder, port);
  try {
    const origin = `http://${HOST}:${port}`;
    const secrets = await until("npm start is ready", START_MS, async () => {
      const { apiToken } = readJson(join(folder, "secrets.json"));
      return typeof apiToken === "string" && (await isAlive(origin)) ? { apiToken } : null;
    });
    for (let n = 0; n < 6; n += 1) await installation.addJob({ every: "1s", delayMs: 300 });
    const client = followEvents(`${origin}/api/v1/events`, {
      authorization: `Bearer ${secrets.apiToken}`,
    });
    await until("events", 30_000, () => (client.received.length > 20 ? true : null));
    const waits: number[] = [];
    for (let n = 0; n < KILLS; n += 1) waits.push(await killOnce(folder, origin, client));
    await installation.drain(60_000);
    await sleep(2_000);
    await client.stop();
    return await judge(installation, client, waits);
  } finally {
    await endLauncher(launcher);
    rmSync(folder, { recursive: true, force: true });
  }
}

function startLauncher({ server, env }: Installation, folder: string, port: number): ChildProcess {
  const launcher = spawn(process.execPath, ["--import", FOLLOW_PARENT, "scripts/start.ts"], {
    cwd: ROOT,
    env: {
      ...env,
      NODE_ENV: "production",
      PATH: process.env["PATH"],
      DATABASE_URL: server.url,
      DATA_DIR: folder,
      HOST,
      PORT: String(port),
    },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  endWithUs(launcher);
  return launcher;
}

/** Answers how long it took until the web process answered again and the client received events. */
async function killOnce(folder: string, origin: string, client: EventClient): Promise<number> {
  const { children } = readJson(join(folder, "launcher.json"));
  const pids = Array.isArray(children) ? children.map(Number) : [];
  const web = pids.find((pid) => describeProcess(pid)?.includes("scripts/web.ts"));
  if (web === undefined) throw new Error("there is no web process");
  const killedAt = performance.now();
  signalProcess(web, "SIGKILL");
  await until("its end", 10_000, async () => ((await isAlive(origin)) ? null : true));
  const had = client.received.length;
  await until("its return", 60_000, async () =>
    (await isAlive(origin)) && client.received.length > had ? true : null,
  );
  const ms = performance.now() - killedAt;
  await sleep(3_000);
  return ms;
}

async function judge(
  { sql }: Installation,
  { received, connections }: EventClient,
  waits: readonly number[],
): Promise<Outcome> {
  const [first = 0, last = 0] = [received[0], received.at(-1)];
  const rows = await sql<{ seq: number }[]>`
    select seq::float8 as seq from events where seq >= ${first} order by seq`;
  const known = new Set(received);
  const lost = rows.filter(({ seq }) => !known.has(seq));
  const doubled = received.length - known.size;
  const problems = tooSlow(Math.max(...waits), BACK_MS);
  if (lost.length > 0)
    problems.push(
      `${lost.length} events never arrived, such as ${lost[0]?.seq} of ${first}–${last}`,
    );
  if (doubled > 0) problems.push(`${doubled} events arrived twice`);
  return {
    figures: `events again after ${waits.map(inMs).join(", ")}; ${received.length} events over ${connections()} connections, ${lost.length} lost, ${doubled} doubled`,
    problems,
  };
}

function readJson(file: string): Record<string, unknown> {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return {};
  }
}

function isAlive(origin: string): Promise<boolean> {
  return fetch(`${origin}/api/health/live`, { signal: AbortSignal.timeout(2_000) }).then(
    (response) => response.ok,
    () => false,
  );
}

async function endLauncher(launcher: ChildProcess): Promise<void> {
  if (launcher.exitCode !== null || launcher.pid === undefined) return;
  const gone = new Promise((resolve) => launcher.once("exit", resolve));
  signalProcess(launcher.pid, "SIGINT");
  await gone;
}
