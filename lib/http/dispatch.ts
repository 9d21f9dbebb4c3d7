import { z } from "zod";
import { MAX_DEPTH } from "../contracts/common.ts";
import type { Endpoint } from "../contracts/endpoint.ts";
import { type Parsed, parseInput } from "../contracts/parse.ts";
import { invalid, notFound } from "../domain/errors.ts";
import { isDeeperThan } from "../domain/json.ts";
import type { Problem } from "../domain/problem.ts";
import { replaceUnstorableDeep } from "../domain/sanitize.ts";
import { recordRefusal } from "../services/audit/refusal.ts";
import { type Answer, once } from "../services/idempotency/once.ts";
import type { Call, Handler, Served } from "./call.ts";
import { ifMatchOf } from "./etag.ts";
import { readBody } from "./read-body.ts";
import { readQuery } from "./read-query.ts";
import { type Reply, toResponse } from "./reply.ts";
import { requestContext } from "./request-context.ts";
import { traceparentOf } from "./request-id.ts";

const NOTHING = z.strictObject({});
/** An id, slug, key or name in a path; anything else cannot exist. */
const PATH_PARAMETER = /^[A-Za-z0-9._-]{1,100}$/;

export type RawParams = Readonly<Record<string, string | string[] | undefined>>;

/**
 * A request's way: who calls → what they sent → the handler → its answer. Throws refusals and whatever the handler
 * throws.
 */
export async function dispatch(
  served: Served,
  request: Request,
  rawParams: RawParams,
  requestId: string,
): Promise<Response> {
  if ("answer" in served) return toResponse(await served.answer());
  const { endpoint, handle } = served;
  const ctx = await requestContext(request, endpoint, requestId);
  const params = readParams(rawParams);
  const { text, query, body } = await readInput(endpoint, request);
  const call: Call<Endpoint> = {
    ctx,
    params,
    query,
    body,
    ifMatch: ifMatchOf(request.headers),
    traceparent: traceparentOf(request.headers),
    request,
  };
  try {
    return await answered(endpoint, call, text, handle);
  } catch (error) {
    await recordRefusal(ctx, error, { what: { call: endpoint.id } });
    throw error;
  }
}

/** What the handler answers; the same again to a call that is repeated with its key. */
async function answered(
  endpoint: Endpoint,
  call: Call<Endpoint>,
  text: string,
  handle: Handler<Endpoint>,
): Promise<Response> {
  const { ctx, request } = call;
  const key = endpoint.creates === true ? request.headers.get("idempotency-key") : null;
  if (key === null) return written(await handle(call));
  const url = new URL(request.url);
  const path = `${request.method} ${url.pathname}${url.search}`;
  return replied(await once(ctx, { path, key, body: text }, async () => kept(await handle(call))));
}

function readParams(raw: RawParams): Readonly<Record<string, string>> {
  const params: Record<string, string> = {};
  for (const [name, value] of Object.entries(raw)) {
    if (typeof value !== "string" || !PATH_PARAMETER.test(value)) throw notFound("object");
    params[name] = value;
  }
  return params;
}

/** Query and body together, so that their problems are told together. */
async function readInput(endpoint: Endpoint, request: Request) {
  const query = readQuery(endpoint.query ?? NOTHING, new URL(request.url).searchParams);
  const sent =
    endpoint.method === "GET"
      ? { text: "", value: {} }
      : await readBody(request, endpoint.maxBodyBytes);
  const value = endpoint.mends === true ? mended(sent.value) : sent.value;
  const body = parseInput(endpoint.body ?? NOTHING, value);
  if (!query.ok || !body.ok) {
    const further = endpoint.furtherProblems?.(sent.value) ?? [];
    throw invalid([...problemsOf(query), ...problemsOf(body), ...further]);
  }
  return {
    text: sent.text,
    query: query.value,
    body: body.value as Readonly<Record<never, never>>,
  };
}

/** Too deep an input is left as it is, to be refused as such. */
function mended(value: unknown): unknown {
  return isDeeperThan(value, MAX_DEPTH) ? value : replaceUnstorableDeep(value, MAX_DEPTH);
}

function problemsOf(read: Parsed<unknown>): readonly Problem[] {
  return read.ok ? [] : read.problems;
}

function written(answer: Reply | Response): Response {
  return answer instanceof Response ? answer : toResponse(answer);
}

/** An answer as it is kept under an idempotency key. */
async function kept(answer: Reply | Response): Promise<Answer> {
  const response = written(answer);
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: await response.text(),
  };
}

function replied({ status, headers, body }: Answer): Response {
  return new Response(body === "" ? null : body, { status, headers });
}
