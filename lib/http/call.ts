import type { BodyOf, Endpoint, PathParams, QueryOf } from "../contracts/endpoint.ts";
import type { Context } from "../services/context.ts";
import type { Reply } from "./reply.ts";

/** What a handler is given: everything read, checked and typed as its endpoint declares. */
export type Call<E extends Endpoint> = {
  readonly ctx: Context;
  readonly params: PathParams<E["path"]>;
  readonly query: QueryOf<E>;
  readonly body: BodyOf<E>;
  /** Version demanded by `If-Match`; null demands none. */
  readonly ifMatch: number | null;
  /** W3C trace context to hand on. */
  readonly traceparent: string | null;
  readonly request: Request;
};

/** One verb of a service behind one endpoint. A stream answers with a `Response` of its own. */
export type Handler<E extends Endpoint> = (call: Call<E>) => Promise<Reply | Response>;

/** An endpoint and what answers it: a handler of the checked call, or an answer that needs nothing. */
export type Served =
  | { readonly endpoint: Endpoint; readonly handle: Handler<Endpoint> }
  | { readonly endpoint: Endpoint; readonly answer: () => Promise<Reply> };

/** Joins a handler to the endpoint that declares its input. */
export function on<E extends Endpoint>(endpoint: E, handler: Handler<E>): Served {
  // The input is read by this very endpoint, so its values are of the handler's types.
  return { endpoint, handle: handler as unknown as Handler<Endpoint> };
}

/** Joins an answer that looks neither at the caller nor at the database to its endpoint. */
export function bare(endpoint: Endpoint, answer: () => Promise<Reply>): Served {
  return { endpoint, answer };
}
