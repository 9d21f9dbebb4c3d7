import type { Method } from "../contracts/endpoint.ts";
import type { Served } from "./call.ts";
import { dispatch, type RawParams } from "./dispatch.ts";
import { keepRequest } from "./keep-request.ts";
import { methodNotAllowed, problemResponse } from "./problem-response.ts";
import { requestIdOf } from "./request-id.ts";
import { withStandardHeaders } from "./security-headers.ts";

/** Next resolves `params` to undefined where a path has none. */
type RouteContext = { readonly params: Promise<RawParams | undefined> };
type RouteHandler = (request: Request, context: RouteContext) => Promise<Response>;
type RouteMethod = Method | "HEAD" | "OPTIONS";

const ROUTE_METHODS: readonly RouteMethod[] = [
  "GET",
  "HEAD",
  "OPTIONS",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
];

/** The exports of a route file: every method, those without an endpoint answering 405. */
export function routes(...served: readonly Served[]): Readonly<Record<RouteMethod, RouteHandler>> {
  const allow = allowedMethods(served);
  const handlers = ROUTE_METHODS.map((method) => {
    const wanted = method === "HEAD" ? "GET" : method;
    const found = served.find(({ endpoint }) => endpoint.method === wanted);
    return [method, handlerOf(method, found, allow)] as const;
  });
  return Object.fromEntries(handlers) as Record<RouteMethod, RouteHandler>;
}

function allowedMethods(served: readonly Served[]): string {
  const methods = served.map(({ endpoint }) => endpoint.method as RouteMethod);
  const heads: RouteMethod[] = methods.includes("GET") ? ["HEAD"] : [];
  return [...methods, ...heads, "OPTIONS"].join(", ");
}

function handlerOf(method: RouteMethod, found: Served | undefined, allow: string): RouteHandler {
  return async (request, context) => {
    keepRequest(request);
    const requestId = requestIdOf(request.headers);
    if (found === undefined) {
      const answer =
        method === "OPTIONS"
          ? new Response(null, { status: 204, headers: { Allow: allow } })
          : methodNotAllowed(method, allow, requestId);
      return withStandardHeaders(answer, requestId);
    }
    const answer = await answerOf(found, request, context, requestId);
    const complete = withStandardHeaders(answer, requestId);
    return method === "HEAD" ? withoutBody(complete) : complete;
  };
}

async function answerOf(
  served: Served,
  request: Request,
  context: RouteContext,
  requestId: string,
): Promise<Response> {
  try {
    return await dispatch(served, request, (await context.params) ?? {}, requestId);
  } catch (error) {
    return problemResponse(error, requestId);
  }
}

async function withoutBody(response: Response): Promise<Response> {
  await response.body?.cancel();
  return new Response(null, { status: response.status, headers: response.headers });
}
