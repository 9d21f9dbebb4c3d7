import type { ProblemView } from "../contracts/problem.ts";
import type { Problem } from "../domain/problem.ts";

/** The API refused a call, or could not be reached (`status` 0). `problems` are the faults at their fields. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly code: string;
  readonly requestId: string | undefined;
  readonly problems: readonly Problem[];

  constructor(problem: Partial<ProblemView> & { status: number }, options?: ErrorOptions) {
    super(problem.detail ?? problem.title ?? `The server answered ${problem.status}.`, options);
    this.status = problem.status;
    this.code = problem.code ?? "unknown";
    this.requestId = problem.requestId;
    this.problems = problem.errors ?? [];
  }
}

let working: string | null = null;

/** Says which project this tab works in, by slug: tabs of one browser share its cookie, and each stays with its own. */
export function workIn(project: string): void {
  working = project;
}

/** The project this tab works in; null before it is known. */
export function workingIn(): string | null {
  return working;
}

type Call = {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly headers?: { readonly [name: string]: string };
  readonly signal?: AbortSignal;
};

/**
 * One call of the REST API, as the signed-in user. `path` begins with `/api/v1`; the answer's shape is the caller's
 * claim, as the contract of that path says. Throws {@link ApiError} for every refusal and for a lost connection.
 */
export async function api<T>(path: string, call: Call = {}): Promise<T> {
  const answer = await send(path, call);
  const text = await answer.text();
  const body: unknown = text === "" ? undefined : parse(text);
  if (!answer.ok) throw new ApiError({ ...(isProblem(body) ? body : {}), status: answer.status });
  return body as T;
}

async function send(
  path: string,
  { method = "GET", body, headers, signal }: Call,
): Promise<Response> {
  try {
    return await fetch(path, {
      method,
      cache: "no-store",
      headers: {
        accept: "application/json",
        ...(working === null ? {} : { "punctual-project": working }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    const detail = "The server cannot be reached. Check the connection.";
    throw new ApiError({ status: 0, detail }, { cause: error });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isProblem(body: unknown): body is Partial<ProblemView> {
  return typeof body === "object" && body !== null;
}

/** A path with a query; values that are absent or empty are left out. */
export function withQuery(
  path: string,
  query: { readonly [name: string]: string | number | null | undefined },
): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== "") params.set(name, String(value));
  }
  const text = params.toString();
  return text === "" ? path : `${path}?${text}`;
}
