import { ApiError, withQuery } from "../lib/client/api.ts";
import type { ProblemView } from "../lib/contracts/problem.ts";
import { isObject } from "../lib/domain/json.ts";
import { UnreachableError } from "./errors.ts";

export type Query = { readonly [name: string]: string | number | null | undefined };

export type Call = {
  readonly query?: Query;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly headers?: { readonly [name: string]: string };
};

export type Client = {
  /** Where Punctual is: an origin, perhaps with a path, without a trailing slash. */
  readonly url: string;
  /** One call below `/api/v1`; the answer's shape is the caller's claim, as the contract of the path says. */
  call<T>(
    method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
    path: string,
    call?: Call,
  ): Promise<T>;
  /** Fetches a file of this type below `/api/v1`. */
  download(path: string, type: string, call?: Call): Promise<string>;
  /** Opens a `text/event-stream` below `/api/v1`, which goes on until `signal` ends it. */
  stream(path: string, call: Call, signal: AbortSignal): Promise<ReadableStream<Uint8Array>>;
};

type Target = {
  readonly url: string;
  readonly token: string | undefined;
  readonly fetch: typeof fetch;
};

const LONGEST_ANSWER_MS = 60_000;
/** What stands before the API answers these when the API does not. */
const GATEWAY = [502, 503, 504];

/**
 * The REST interface at an address. Calls throw ApiError for refusals, UnreachableError where nothing, or something that
 * is not Punctual, answers. The token goes to this address only: redirects are not followed.
 */
export function openClient(target: Target): Client {
  return {
    url: target.url,
    call: async <T>(method: string, path: string, call: Call = {}): Promise<T> => {
      const signal = AbortSignal.timeout(LONGEST_ANSWER_MS);
      const answer = await send(target, method, path, call, signal);
      return (await bodyOf(target, answer)) as T;
    },
    download: async (path, type, call = {}) => {
      const signal = AbortSignal.timeout(LONGEST_ANSWER_MS);
      const headers = { ...call.headers, accept: type };
      const answer = await send(target, "GET", path, { ...call, headers }, signal);
      if (answer.ok && (answer.headers.get("content-type") ?? "").startsWith(type))
        return readText(target, answer);
      await bodyOf(target, answer);
      throw notPunctual(target, answer);
    },
    stream: async (path, call, signal) => {
      const headers = { ...call.headers, accept: "text/event-stream" };
      const answer = await send(target, "GET", path, { ...call, headers }, signal);
      const type = answer.headers.get("content-type") ?? "";
      if (!answer.ok || answer.body === null || !type.startsWith("text/event-stream")) {
        await bodyOf(target, answer);
        throw notPunctual(target, answer);
      }
      return answer.body;
    },
  };
}

async function send(
  { url, token, fetch }: Target,
  method: string,
  path: string,
  { query = {}, body, headers }: Call,
  signal: AbortSignal,
): Promise<Response> {
  try {
    return await fetch(`${url}${withQuery(`/api/v1${path}`, query)}`, {
      method,
      redirect: "manual",
      signal,
      headers: {
        accept: "application/json",
        "user-agent": "punctual-cli",
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (error) {
    throw unreachable(url, error);
  }
}

async function bodyOf(target: Target, answer: Response): Promise<unknown> {
  const text = await readText(target, answer);
  const body = parse(text);
  if (answer.ok) {
    if (text !== "" && body === undefined) throw notPunctual(target, answer);
    return body;
  }
  if (!isProblem(body)) throw notPunctual(target, answer);
  throw new ApiError({ ...body, status: answer.status });
}

async function readText({ url }: Target, answer: Response): Promise<string> {
  try {
    return await answer.text();
  } catch (error) {
    throw unreachable(url, error);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isProblem(body: unknown): body is ProblemView {
  return isObject(body) && typeof body["code"] === "string" && typeof body["detail"] === "string";
}

function unreachable(url: string, cause: unknown): UnreachableError {
  return new UnreachableError(
    `${url} cannot be reached (${reasonOf(cause)}). Is Punctual running there? Another address: --url or PUNCTUAL_URL.`,
    { cause },
  );
}

/** fetch hides what happened in the cause of its error. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return "no answer in time";
  const { cause } = error;
  if (cause instanceof Error) {
    const code = "code" in cause ? String(cause.code) : "";
    return code !== "" ? code : cause.message;
  }
  return error.message;
}

function notPunctual({ url }: Target, answer: Response): UnreachableError {
  const { status } = answer;
  if (GATEWAY.includes(status))
    return new UnreachableError(`${url} answered ${status}: Punctual is not up behind it yet.`);
  const location = answer.headers.get("location");
  const hint =
    location === null ? "Check the address: --url or PUNCTUAL_URL." : `It points to ${location}.`;
  return new UnreachableError(`${url} answered ${status}, but not as Punctual does. ${hint}`);
}
