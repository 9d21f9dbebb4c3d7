import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Answer, Endpoint } from "../../../lib/contracts/endpoint.ts";
import { ENDPOINTS } from "../../../lib/contracts/endpoints/all.ts";
import { problemView } from "../../../lib/contracts/problem.ts";
import type { TestApi } from "../api.ts";
import type { Caller } from "./callers.ts";
import type { Generator, Schema } from "./generate.ts";

type Operation = {
  readonly parameters?: readonly {
    readonly in: string;
    readonly name: string;
    readonly required?: boolean;
    readonly schema?: Schema;
  }[];
  readonly requestBody?: {
    readonly content: { readonly "application/json": { readonly schema: Schema } };
  };
};
type Document = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
};

export type Report = {
  readonly sent: number;
  readonly byStatus: Readonly<Record<string, number>>;
  /** Answers the document does not allow. */
  readonly faults: readonly string[];
  readonly loopDelayP99Ms: number;
  readonly slowest: { readonly ms: number; readonly what: string };
};

/** Refusals every call may answer with; they are the `default` of the document. */
const REFUSALS = new Set([400, 401, 403, 404, 409, 412, 413, 415, 422, 429]);
/** Events and logs as pages: as streams they would not end. */
const NEVER_STREAMED = { accept: "application/json" };
const ORIGIN = "http://punctual.test";
/** What would end the credentials the other requests are made with. */
const SPARED = new Set(["logout", "endOtherSessions", "endSession", "endSessionsOfUser"]);

/** Sends `count` generated requests, each as whom `nextCaller` says, and holds each answer to what the document says. */
export async function barrage(
  api: TestApi,
  generator: Generator,
  document: object,
  nextCaller: () => Caller,
  count: number,
): Promise<Report> {
  const endpoints = ENDPOINTS.filter(({ id }) => !SPARED.has(id));
  const byStatus: Record<string, number> = {};
  const faults: string[] = [];
  let slowest = { ms: 0, what: "" };
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  for (let sent = 0; sent < count; sent += 1) {
    const endpoint = endpoints[sent % endpoints.length] ?? generator.pick(endpoints);
    const caller = nextCaller();
    const { request, told } = requestOf(generator, document as Document, endpoint, caller);
    const began = performance.now();
    const response = await api.answer(request);
    const text = await response.text();
    const ms = performance.now() - began;
    if (ms > slowest.ms) slowest = { ms, what: told.slice(0, 600) };
    byStatus[response.status] = (byStatus[response.status] ?? 0) + 1;
    const fault = faultOf(endpoint, response, text);
    if (fault !== null) faults.push(`${told} → ${response.status}: ${fault}`.slice(0, 1_500));
  }
  delay.disable();
  const loopDelayP99Ms = delay.percentile(99) / 1e6;
  return { sent: count, byStatus, faults, loopDelayP99Ms, slowest };
}

function requestOf(generator: Generator, document: Document, endpoint: Endpoint, caller: Caller) {
  const operation = document.paths[endpoint.path]?.[endpoint.method.toLowerCase()];
  if (operation === undefined) throw new Error(`${endpoint.id} is not in the document`);
  // A third is as the document wants it, a third a little off, a third hostile.
  const spoil = generator.pick([0, 0.05, 0.4]);
  const path = endpoint.path.replaceAll(/\{\w+\}/g, () =>
    encodeURIComponent(wellFormed(pathValue(generator, spoil))),
  );
  const url = new URL(path, ORIGIN);
  addQuery(generator, url, operation, spoil);
  const schema = operation.requestBody?.content["application/json"].schema;
  const body = endpoint.method === "GET" ? undefined : bodyOf(generator, schema, spoil, endpoint);
  const headers = new Headers(NEVER_STREAMED);
  if (body !== undefined) headers.set("content-type", "application/json");
  if (caller.token !== null) headers.set("authorization", `Bearer ${caller.token}`);
  const init = { method: endpoint.method, headers };
  const request = new Request(url, body === undefined ? init : { ...init, body });
  const told = `${endpoint.method} ${url.pathname}${url.search} as ${caller.name} ${body ?? ""}`;
  return { request, told };
}

function addQuery(generator: Generator, url: URL, operation: Operation, spoil: number): void {
  for (const { in: place, name, required, schema } of operation.parameters ?? []) {
    if (place !== "query" || !(required || generator.chance(0.4))) continue;
    const value = generator.value(schema ?? {}, spoil);
    url.searchParams.append(name, typeof value === "string" ? value : JSON.stringify(value));
  }
  if (generator.chance(spoil / 4)) url.searchParams.append(generator.hostileText(), "1");
}

/** Half a surrogate pair cannot stand in an address. */
const wellFormed = (text: string): string => text.toWellFormed() || "x";

function pathValue(generator: Generator, spoil: number): string {
  const text = generator.chance(spoil) ? generator.hostileText() : generator.known();
  // Those are steps in a path, not parameters: the address would be another one.
  return text.trim() === "" || text.startsWith(".") ? "dots" : text;
}

function bodyOf(
  generator: Generator,
  schema: Schema | undefined,
  spoil: number,
  endpoint: Endpoint,
): string | undefined {
  if (schema === undefined) return generator.chance(spoil) ? "{}" : undefined;
  const value = generator.value(schema, spoil);
  // A claim would wait for work as long as it asks to.
  if (endpoint.id === "claimRuns" && typeof value === "object" && value !== null)
    Object.assign(value, { waitSeconds: 0 });
  const text = JSON.stringify(value);
  return generator.chance(spoil / 8) ? text.slice(0, -1) : text;
}

/** What is wrong about an answer; null for nothing. */
function faultOf(endpoint: Endpoint, response: Response, text: string): string | null {
  const { status } = response;
  const declared: Answer | undefined = endpoint.answers[status];
  if (declared === undefined && !REFUSALS.has(status)) return `is not declared: ${text}`;
  const type = response.headers.get("content-type") ?? "";
  if (declared === undefined) {
    if (!type.startsWith("application/problem+json")) return `a refusal as ${type}`;
    const read = problemView.safeParse(JSON.parse(text));
    return read.success ? null : `no problem of ours: ${read.error.message} in ${text}`;
  }
  if (declared.schema === undefined) return text === "" ? null : `should have no body: ${text}`;
  if (declared.contentType !== undefined)
    return type === declared.contentType ? null : `is ${type}, not ${declared.contentType}`;
  const read = declared.schema.safeParse(JSON.parse(text));
  return read.success ? null : `breaks its schema: ${read.error.message} in ${text}`;
}
