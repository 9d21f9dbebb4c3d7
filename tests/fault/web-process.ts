import { type ChildProcess, spawn } from "node:child_process";
import { fillDatabase, startToken } from "../../scripts/first-run.ts";
import { freePort } from "../../scripts/ports.ts";
import { signalProcess } from "../../scripts/processes.ts";
import { build, isBuildStale } from "../../scripts/start/build.ts";
import { FOLLOW_PARENT, ROOT } from "../../scripts/tool.ts";
import { endWithUs } from "./children.ts";
import type { Installation } from "./installation.ts";
import { until } from "./until.ts";

const HOST = "127.0.0.1";
const ADMIN = { email: "admin@example.com", password: "a password of the fault tests" };
const START_MS = 60_000;
const ANSWER_MS = 30_000;

/** What a call of the API came to; status 0 is no answer. */
export type Answer = { readonly status: number; readonly ms: number };

/** The web process as operators run it. */
export type Web = {
  readonly origin: string;
  /** Headers of the administrator's API token. */
  readonly headers: Readonly<Record<string, string>>;
  call(method: "GET" | "POST", path: string, body?: object): Promise<Answer>;
  end(): Promise<void>;
};

/** Builds the web app where the sources changed. */
export async function ensureBuild(): Promise<void> {
  if (isBuildStale()) await build();
}

/** Starts a web process over an installation and waits until it answers. */
export async function startWeb({ server, env }: Installation): Promise<Web> {
  await ensureBuild();
  const port = await freePort(HOST);
  const origin = `http://${HOST}:${port}`;
  await fillDatabase(server.url, ADMIN);
  const token = await startToken(server.url, { kept: null, authSecret: env["AUTH_SECRET"] ?? "" });
  const child = spawn(process.execPath, ["--import", FOLLOW_PARENT, "scripts/web.ts"], {
    cwd: ROOT,
    env: {
      ...env,
      NODE_ENV: "production",
      PATH: process.env["PATH"],
      HOST,
      PORT: String(port),
      PUBLIC_URL: origin,
      API_PER_TOKEN_PER_MINUTE: "1000000",
      LOG_LEVEL: "error",
    },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  endWithUs(child);
  const headers = { authorization: `Bearer ${token}` };
  const web: Web = {
    origin,
    headers,
    call: (method, path, body) => callOnce(method, `${origin}/api/v1${path}`, headers, body),
    end: () => endChild(child),
  };
  await until("the web process answers", START_MS, async () =>
    (await web.call("GET", "/jobs")).status === 200 ? true : null,
  );
  return web;
}

async function callOnce(
  method: string,
  url: string,
  headers: Readonly<Record<string, string>>,
  body: object | undefined,
): Promise<Answer> {
  const began = performance.now();
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const type = body === undefined ? {} : { "content-type": "application/json" };
  const status = await fetch(url, {
    method,
    headers: { ...headers, ...type },
    signal: AbortSignal.timeout(ANSWER_MS),
    ...sent,
  }).then(
    async (response) => {
      await response.arrayBuffer();
      return response.status;
    },
    () => 0,
  );
  return { status, ms: performance.now() - began };
}

async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  if (child.pid !== undefined) signalProcess(child.pid, "SIGTERM");
  await gone;
}
