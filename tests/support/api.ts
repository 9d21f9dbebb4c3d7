import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll } from "vitest";
import { openDatabase } from "../../db/client.ts";
import { findProject } from "../../db/queries/projects.ts";
import { findFirstAdministrator } from "../../db/queries/users.ts";
import { ENDPOINTS } from "../../lib/contracts/endpoints/all.ts";
import { SCOPES, type Scope } from "../../lib/contracts/scope.ts";
import { openHints } from "../../lib/events/hints.ts";
import { loadConfig } from "../../lib/platform/config.ts";
import { openQueue } from "../../lib/queue/queue.ts";
import type { Context, Platform } from "../../lib/services/context.ts";
import { usePlatform as putPlatform } from "../../lib/services/runtime.ts";
import { ensureFirstRun } from "../../lib/services/setup/ensure-first-run.ts";
import { createToken } from "../../lib/services/tokens/create.ts";
import type { TestDatabase } from "./database.ts";

/** An answer of the REST interface. */
export type ApiAnswer = {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies and fail where these are not as expected.
  readonly body: any;
};

export type CallOptions = {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text of the bearer token; the administrator's when absent, none when null. */
  readonly token?: string | null;
};

/** The REST interface over one test database: route handlers called as Next calls them. */
export type TestApi = {
  readonly platform: Platform;
  /** Calls `"POST /jobs"`, below `/api/v1`. */
  call(what: string, options?: CallOptions): Promise<ApiAnswer>;
  /** The response itself, for streams. */
  fetch(what: string, options?: CallOptions & { readonly signal?: AbortSignal }): Promise<Response>;
  /** A token of the administrator with these scopes. */
  tokenWith(scopes: readonly Scope[]): Promise<string>;
};

const ADMIN = { email: "admin@example.com", password: "correct horse battery" };
const ENVIRONMENT = {
  AUTH_SECRET: "a-secret-for-tests-of-more-than-32-characters",
  LOG_LEVEL: "silent",
  API_PER_TOKEN_PER_MINUTE: "1000000",
};

/** Opens the interface for a test file and closes it at the end. */
export async function startApi(testDatabase: TestDatabase): Promise<TestApi> {
  const environment = { ...ENVIRONMENT, DATABASE_URL: testDatabase.url };
  // The logger reads the environment by itself when a call fails.
  Object.assign(process.env, environment);
  const database = openDatabase({ url: testDatabase.url, max: 6, name: "test-api" });
  const queue = await openQueue({
    url: testDatabase.url,
    housekeeping: false,
    onError: () => undefined,
  });
  const hints = await openHints(database, { listen: true });
  const platform = { db: database.db, queue, hints, config: loadConfig(environment) };
  putPlatform(platform);
  afterAll(async () => {
    putPlatform(null);
    await hints.close();
    await queue.stop();
    await database.close();
  });
  await ensureFirstRun(platform, { admin: ADMIN });
  const tokenWith = await tokenMaker(platform);
  const usual = await tokenWith(SCOPES);
  const fetchIt: TestApi["fetch"] = (what, options = {}) =>
    callRoute(what, { token: usual, ...options });
  const call: TestApi["call"] = async (what, options) => {
    const response = await fetchIt(what, options);
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") === true;
    const { status, headers } = response;
    return { status, headers, body: isJson && text !== "" ? JSON.parse(text) : text };
  };
  return { platform, call, fetch: fetchIt, tokenWith };
}

async function tokenMaker(platform: Platform): Promise<TestApi["tokenWith"]> {
  const administrator = await findFirstAdministrator(platform.db);
  const project = await findProject(platform.db, { slug: "default" }, null);
  if (administrator === undefined || project === undefined)
    throw new Error("the set-up made no administrator or no project");
  const ctx: Context = {
    ...platform,
    actor: {
      kind: "user",
      userId: administrator.id,
      role: "admin",
      sessionId: administrator.id,
      via: "bearer",
      defaultProjectId: project.id,
    },
    requestId: "test",
    address: null,
  };
  return async (scopes) => {
    const made = await createToken(ctx, { name: "test", scopes: [...scopes], project: undefined });
    return made.token;
  };
}

async function callRoute(
  what: string,
  options: CallOptions & { readonly signal?: AbortSignal },
): Promise<Response> {
  const [method = "", target = ""] = what.split(" ");
  const url = new URL(`/api/v1${target}`, "http://localhost:3000");
  const { path, params } = endpointAt(url.pathname);
  const file = join(
    process.cwd(),
    "app",
    path.replaceAll("{", "[").replaceAll("}", "]"),
    "route.ts",
  );
  const route = (await import(pathToFileURL(file).href)) as Record<
    string,
    (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>
  >;
  const handler = route[method];
  if (handler === undefined) throw new Error(`${file} does not export ${method}`);
  return handler(requestOf(method, url, options), { params: Promise.resolve(params) });
}

function requestOf(
  method: string,
  url: URL,
  { body, headers, token, signal }: CallOptions & { readonly signal?: AbortSignal },
): Request {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return new Request(url, {
    method,
    headers: {
      ...(token === null || token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: text }),
    ...(signal === undefined ? {} : { signal }),
  });
}

/** The declared path of a URL: of several that match, the one with the fewest parameters. */
function endpointAt(pathname: string): { path: string; params: Record<string, string> } {
  const matches = [...new Set(ENDPOINTS.map((endpoint) => endpoint.path))].flatMap((path) => {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "");
    const pattern = new RegExp(`^${path.replaceAll(/\{\w+\}/g, "([^/]+)")}$`);
    const found = pattern.exec(pathname);
    if (found === null) return [];
    const values = found.slice(1).map(decodeURIComponent);
    return [
      { path, params: Object.fromEntries(names.map((name, at) => [name, values[at] ?? ""])) },
    ];
  });
  const [best] = matches.sort(
    (a, b) => Object.keys(a.params).length - Object.keys(b.params).length,
  );
  if (best === undefined) throw new Error(`no endpoint is declared for ${pathname}`);
  return best;
}
