import { globSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll } from "vitest";
import { openDatabase } from "../../db/client.ts";
import { openHints } from "../../lib/events/hints.ts";
import { type Config, loadConfig } from "../../lib/platform/config.ts";
import { installQueue } from "../../lib/queue/install.ts";
import { openQueue } from "../../lib/queue/queue.ts";
import type { Platform } from "../../lib/services/context.ts";
import { setPlatform } from "../../lib/services/runtime.ts";
import { ensureFirstRun } from "../../lib/services/setup/ensure-first-run.ts";
import type { TestDatabase } from "./database.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const AUTH_SECRET = "a secret of tests, long enough to be one";
const SECRETS_KEY = `tests:${Buffer.alloc(32, 7).toString("base64")}`;

/** The administrator every test installation begins with. */
export const ADMIN = { email: "admin@example.com", password: "correct horse battery" };

type Sent = {
  readonly token?: string | undefined;
  readonly body?: unknown;
  /** The body as it goes over the wire, where `body` cannot say it. */
  readonly raw?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed where it is JSON, else the text. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly body: any;
};

export type TestApi = {
  readonly platform: Platform;
  /** Calls the handler that Next would call for this path. */
  call(method: string, path: string, sent?: Sent): Promise<Answer>;
  /** What the handler that Next would call answers to this request, streams as they are. */
  answer(request: Request): Promise<Response>;
  /** A session token of this account. */
  login(account?: { email: string; password: string }): Promise<string>;
  /** Registers `name@example.com` and signs it in. */
  member(name: string): Promise<{ id: string; token: string }>;
};

/** An installation on a test database whose route handlers are called in this process, without a server. */
export async function createTestApi(
  database: TestDatabase,
  env: Readonly<Record<string, string>> = {},
): Promise<TestApi> {
  const platform = await openPlatform(database, env);
  await ensureFirstRun(platform, { admin: ADMIN });
  setPlatform(platform);

  const call: TestApi["call"] = async (method, path, sent = {}) => {
    const url = new URL(path, platform.config.publicUrl);
    const response = await answer(requestOf(method, url, sent));
    const text = await response.text();
    const isJson = /[/+]json/.test(response.headers.get("content-type") ?? "");
    return {
      status: response.status,
      headers: response.headers,
      body: isJson && text !== "" ? JSON.parse(text) : text,
    };
  };
  const login: TestApi["login"] = async (account = ADMIN) => {
    const answer = await call("POST", "/api/v1/auth/login", { body: account });
    if (answer.status !== 200) throw new Error(`login answered ${JSON.stringify(answer.body)}`);
    return answer.body.token;
  };
  const member: TestApi["member"] = async (name) => {
    const account = { email: `${name}@example.com`, password: `password of ${name}` };
    const made = await call("POST", "/api/v1/auth/register", { body: account });
    return { id: made.body.id, token: await login(account) };
  };
  return { platform, call, answer, login, member };
}

async function answer(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const { handlers, params } = await findRoute(pathname);
  const handler = handlers[request.method];
  if (handler === undefined) throw new Error(`${pathname} exports no ${request.method}`);
  return handler(request, { params: Promise.resolve(params) });
}

async function openPlatform(
  { url }: TestDatabase,
  env: Readonly<Record<string, string>>,
): Promise<Platform> {
  const variables = {
    DATABASE_URL: url,
    AUTH_SECRET,
    SECRETS_KEY,
    LOG_LEVEL: "silent",
    REGISTRATION: "open",
    PUBLIC_URL: "http://punctual.test",
    ...env,
  };
  Object.assign(process.env, variables);
  const config: Config = loadConfig(variables);
  await installQueue(url);
  const database = openDatabase({ url, max: 10, name: "test-api" });
  const errors: Error[] = [];
  const queue = await openQueue({
    url,
    housekeeping: false,
    onError: (error) => errors.push(error),
  });
  const hints = await openHints(database, { listen: false });
  afterAll(async () => {
    setPlatform(null);
    await hints.close();
    await queue.stop();
    await database.close();
    if (errors.length > 0) throw new AggregateError(errors, "the queue had errors");
  });
  return { db: database.db, queue, hints, config };
}

function requestOf(method: string, url: URL, { token, body, raw, headers }: Sent): Request {
  const text = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  return new Request(url, {
    method,
    headers: {
      ...(text === undefined ? {} : { "content-type": "application/json" }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(text === undefined ? {} : { body: text }),
  });
}

type Handler = (
  request: Request,
  context: { params: Promise<Record<string, string | string[]> | undefined> },
) => Promise<Response>;

export type RouteFile = {
  readonly file: string;
  /** Such as `/api/v1/jobs/{id}`. */
  readonly path: string;
};

/** Every route of the REST interface, from the folders Next reads; those that swallow the rest of a path left out. */
export function routeFiles(): RouteFile[] {
  return globSync("app/api/**/route.ts", { cwd: ROOT })
    .map((file) => ({
      file: join(ROOT, file),
      path: file.slice("app".length, -"/route.ts".length).replaceAll(/\[(\w+)\]/g, "{$1}"),
    }))
    .filter(({ path }) => !path.includes("[..."));
}

/** Looked up once: to read the folders costs more than most calls. */
let known: RouteFile[] | null = null;

async function findRoute(pathname: string) {
  known ??= routeFiles().sort(literalFirst);
  for (const { file, path } of known) {
    const pattern = path.replaceAll(".", "\\.").replaceAll(/\{(\w+)\}/g, "(?<$1>[^/]+)");
    const match = new RegExp(`^${pattern}$`).exec(pathname);
    if (match === null) continue;
    const params = Object.fromEntries(
      Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]),
    );
    // As Next does it: no object where a path has no parameters.
    return { handlers: await load(file), params: path.includes("{") ? params : undefined };
  }
  const rest = pathname.split("/").slice(2);
  if (rest[0] === "auth") {
    const file = join(ROOT, "app/api/auth/[...nextauth]/route.ts");
    return { handlers: await load(file), params: { nextauth: rest.slice(1) } };
  }
  const file = join(ROOT, "app/api/[...unknown]/route.ts");
  return { handlers: await load(file), params: { unknown: rest } };
}

function literalFirst(left: RouteFile, right: RouteFile): number {
  return left.path.split("{").length - right.path.split("{").length;
}

async function load(file: string): Promise<Readonly<Record<string, Handler | undefined>>> {
  return import(pathToFileURL(file).href);
}
