import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { freePort, isPortFree } from "./ports.ts";
import { type Cluster, openCluster, SUPERUSER } from "./postgres/cluster.ts";
import { clearLeftovers } from "./postgres/leftovers.ts";
import { type Server, startServer } from "./postgres/server.ts";

const HOST = "127.0.0.1";
const DATABASE = "punctual";
const START_ATTEMPTS = 6;
const LONGEST_PAUSE_MS = 10_000;

const SETTINGS = {
  listen_addresses: HOST,
  unix_socket_directories: "",
  max_connections: "200",
  shared_buffers: "256MB",
  synchronous_commit: "on",
  max_wal_size: "2GB",
  min_wal_size: "256MB",
  wal_compression: "on",
  checkpoint_timeout: "15min",
  jit: "off",
  timezone: "UTC",
  log_timezone: "UTC",
  log_checkpoints: "off",
} as const;

export type EmbeddedPostgresOptions = Readonly<{
  /** Our folder: the cluster, its password, its port and its log live in it. */
  dataDir: string;
  log: (text: string) => void;
  /** Settings of PostgreSQL beyond ours, for tests. */
  settings?: Readonly<Record<string, string>>;
}>;

export type EmbeddedPostgres = Readonly<{
  /** The database `punctual`, as its superuser. The same for as long as this process runs. */
  url: string;
  /** The process id of the server that runs now. */
  pid(): number;
  /** Fast shutdown; settles when the server has ended. */
  stop(): Promise<void>;
}>;

/**
 * Starts a PostgreSQL of our own on 127.0.0.1 and keeps it running: when it ends without being asked it is
 * started again. Data, password and (while it is free) port stay the same from start to start. Throws with
 * the server's log when it cannot be started.
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  mkdirSync(dataDir, { recursive: true });
  if (process.getuid?.() === 0) chmodSync(dataDir, 0o711);
  const password = rememberedPassword(dataDir);
  const cluster = await openCluster(dataDir, password, options.log);
  await clearLeftovers(cluster.folder, options.log);

  const settings = { ...SETTINGS, ...options.settings };
  const logFile = join(dataDir, "server.log");
  const first = await startFirst(cluster, dataDir, settings, logFile);
  const url = `postgres://${SUPERUSER}:${password}@${HOST}:${first.port}/${DATABASE}`;
  const start = () => startServer(cluster, first.port, settings, logFile);
  const keeper = keepRunning(first.server, start, options.log);
  try {
    await ensureDatabase(url);
  } catch (error) {
    await keeper.stop();
    throw error;
  }
  return { url, ...keeper };
}

/** The port may be taken between the look and the start, and backends of a killed server take a moment to leave. */
async function startFirst(
  cluster: Cluster,
  dataDir: string,
  settings: Readonly<Record<string, string>>,
  logFile: string,
): Promise<{ server: Server; port: number }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await rememberedPort(dataDir);
    try {
      return { server: await startServer(cluster, port, settings, logFile), port };
    } catch (error) {
      if (attempt === START_ATTEMPTS) throw error;
      await sleep(attempt * 300);
    }
  }
}

function keepRunning(
  first: Server,
  start: () => Promise<Server>,
  log: (text: string) => void,
): { pid(): number; stop(): Promise<void> } {
  let server = first;
  let stopping = false;
  const ending = new AbortController();

  const watch = async (): Promise<void> => {
    await server.exited;
    for (let pauseMs = 250; !stopping; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      log("PostgreSQL ended unexpectedly; starting it again.");
      await sleep(pauseMs, undefined, { signal: ending.signal }).catch(() => undefined);
      if (stopping) return;
      const next = await start().catch((error: unknown) => log(String(error)));
      if (next === undefined) continue;
      server = next;
      if (stopping) await server.stop();
      log("PostgreSQL is back.");
      return watch();
    }
  };
  const watching = watch();

  return {
    pid: () => server.pid,
    stop: async () => {
      stopping = true;
      ending.abort();
      await server.stop();
      await watching;
    },
  };
}

function rememberedPassword(dataDir: string): string {
  const file = join(dataDir, "password");
  if (!existsSync(file))
    writeFileSync(file, randomBytes(24).toString("base64url"), { mode: 0o600 });
  return readFileSync(file, "utf8").trim();
}

async function rememberedPort(dataDir: string): Promise<number> {
  const file = join(dataDir, "port");
  const known = existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
  if (known > 0 && (await isPortFree(known, HOST))) return known;
  const port = await freePort(HOST);
  writeFileSync(file, `${port}\n`);
  return port;
}

async function ensureDatabase(url: string): Promise<void> {
  const maintenance = new URL(url);
  maintenance.pathname = "/postgres";
  const sql = postgres(maintenance.href, { max: 1, onnotice: () => undefined });
  try {
    const found = await sql`select 1 from pg_database where datname = ${DATABASE}`;
    if (found.length === 0) await sql`create database ${sql(DATABASE)}`;
  } finally {
    await sql.end({ timeout: 5 });
  }
}
