import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rowsOf, sqlTag as sql } from "../../db/sql.ts";
import { ENDPOINTS } from "../../lib/contracts/endpoints/all.ts";
import { createTestDatabase } from "../support/database.ts";
import { openStream } from "../support/event-stream.ts";
import { startRest } from "../support/rest.ts";
import { findPlanted, forbiddenForms, PLANTED } from "../support/secret-forms.ts";

const database = await createTestDatabase();
const api = await startRest(database);
const { db } = api.platform;

const NAMES = Object.keys(PLANTED);
const REFERENCES = Object.fromEntries(NAMES.map((name) => [name, `{{ secrets.${name} }}`]));
const QUERY = NAMES.map((name) => `${name}={{ secrets.${name} }}`).join("&");
const EVERYTHING = NAMES.map((name) => `{{ secrets.${name} }}`).join("\n");
/** A value of a header is Latin-1 on one line. */
const HEADERS = { "x-short": "a{{ secrets.SHORT }}z", "x-base64": "Bearer {{ secrets.BASE64 }}" };

/** What the target was sent, by its path: that the secrets arrived at all. */
const received = new Map<string, string>();
const attempts = new Map<string, number>();

/** Answers what it is sent, in every form it can think of. */
const target = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const url = new URL(request.url ?? "/", "http://target");
    const path = url.pathname.split("/")[1] ?? "";
    const body = Buffer.concat(chunks).toString();
    const attempt = (attempts.get(path) ?? 0) + 1;
    attempts.set(path, attempt);
    received.set(path, `${request.url} ${JSON.stringify(request.headers)} ${body}`);
    const values = Object.values(PLANTED);
    const forms = values.flatMap(forbiddenForms);
    const members = Object.fromEntries(forms.map((form, at) => [`${at} ${form}`, `<${form}>`]));
    const echo = {
      url: request.url,
      headers: request.headers,
      body,
      members,
      basic: values.map((v) => Buffer.from(`user:${v}`).toString("base64")),
    };
    const shown = {
      "x-echo": Buffer.from(PLANTED.UNICODE).toString("latin1"),
      "set-cookie": `a=${PLANTED.SHORT}; b=${encodeURIComponent(PLANTED.QUOTED)}`,
    };
    const json = { ...shown, "content-type": "application/json" };
    switch (path) {
      case "fails-once":
        return response.writeHead(attempt === 1 ? 500 : 200, json).end(JSON.stringify(echo));
      case "refuses":
        return response
          .writeHead(400, { "content-type": "text/plain; charset=utf-8", ...shown })
          .end(forms.join(" | "));
      case "redirects":
        return response
          .writeHead(302, {
            location: `/again/${encodeURIComponent(PLANTED.LONG)}?${url.search}`,
            ...shown,
          })
          .end();
      case "is-cut":
        return response.end(`${"x".repeat(65_536 - 100)}${PLANTED.LONG}`);
      case "never":
        return undefined;
      default:
        return response.writeHead(200, json).end(JSON.stringify(echo));
    }
  });
});

let worker: ChildProcess;
let workerLog = "";
let streamed = "";
const ids = { jobs: [] as string[], runs: [] as string[], templates: [] as string[] };

async function made(what: string, body: object) {
  const answer = await api.call(what, { body });
  if (answer.status >= 300) throw new Error(`${what} answered ${JSON.stringify(answer.body)}`);
  return answer.body;
}

async function runJob(name: string, template: string, params: object, policies: object = {}) {
  const job = await made("POST /jobs", {
    name,
    template,
    params,
    policies,
    schedule: { kind: "manual" },
  });
  const run = await made(`POST /jobs/${job.id}/runs`, {});
  ids.jobs.push(job.id);
  ids.runs.push(run.id);
}

async function startEverything(): Promise<void> {
  const url = `http://127.0.0.1:${(target.address() as AddressInfo).port}`;
  for (const [name, value] of Object.entries(PLANTED)) await made("POST /secrets", { name, value });
  const call = (path: string, more: object = {}) => ({
    method: "POST",
    url: `${url}/${path}/{{ secrets.QUOTED }}?${QUERY}`,
    headers: HEADERS,
    body: { ...REFERENCES, all: EVERYTHING },
    ...more,
  });
  const retry = { retry: { maxAttempts: 2, delaySeconds: 0 } };
  const once = { retry: { maxAttempts: 1 } };
  await runJob("Echoes", "http-request", call("echoes"));
  await runJob("Sends text", "http-request", call("text", { body: EVERYTHING }));
  await runJob("Fails once", "http-request", call("fails-once"), retry);
  await runJob("Refuses", "http-request", call("refuses"), once);
  await runJob("Redirects", "http-request", call("redirects", { followRedirects: true }), once);
  await runJob("Is cut", "http-request", call("is-cut"), once);
  await runJob("Never answers", "http-request", call("never"), { ...once, timeoutSeconds: 1 });
  await runJob(
    "Nobody there",
    "http-request",
    call("x", { url: `http://127.0.0.1:9/{{ secrets.BASE64 }}?a={{ secrets.SHORT }}` }),
    once,
  );
  await runJob(
    "No such host",
    "http-request",
    call("x", { url: `http://{{ secrets.SHORT }}.invalid/` }),
    once,
  );
  await runJob(
    "Broken header",
    "http-request",
    call("x", { headers: { a: "{{ secrets.QUOTED }}", b: "{{ secrets.UNICODE }}" } }),
    once,
  );
  const template = await made("POST /templates", {
    slug: "by-name",
    name: "By name",
    executor: "http",
    parameters: { type: "object", properties: { key: { type: "string", format: "secret" } } },
    config: {
      method: "POST",
      url: `${url}/by-name`,
      body: {
        key: "{{ params.key }}",
        upper: "{{ secrets.QUOTED | upper }}",
        json: "{{ secrets.QUOTED | json }}",
        all: EVERYTHING,
      },
    },
  });
  ids.templates.push(template.id);
  await runJob("By name", "by-name", { key: "LONG" });
  await runJob("Missing", "http-request", call("x", { body: "{{ secrets.NOT_THERE }}" }));
}

beforeAll(async () => {
  target.listen(0, "127.0.0.1");
  await once(target, "listening");
  worker = spawn(process.execPath, ["worker/index.ts"], {
    env: {
      ...process.env,
      DATABASE_URL: database.url,
      HTTP_ALLOW: "127.0.0.0/8",
      LOG_LEVEL: "trace",
    },
  });
  for (const output of [worker.stdout, worker.stderr])
    output?.on("data", (piece: Buffer) => {
      workerLog += piece.toString();
    });
  const stream = await openStream({ token: api.token });
  await startEverything();
  const final = new Set<string>();
  await stream.until((events) => {
    for (const { event, data } of events) if (event === "run.finished") final.add(data.runId);
    return ids.runs.every((id) => final.has(id));
  });
  streamed = JSON.stringify(stream.events) + stream.greeting;
  stream.cut();
  await made(`POST /runs/${ids.runs[0]}/rerun`, {});
}, 120_000);

afterAll(async () => {
  worker.kill("SIGKILL");
  target.closeAllConnections();
  target.close();
});

describe("planted secrets", () => {
  it("reach their target", () => {
    const all = [...received.values()].join("\n");
    for (const value of Object.values(PLANTED)) expect(all).toContain(encodeURIComponent(value));
    expect(JSON.parse(received.get("by-name")?.replace(/^.*?} /s, "") ?? "{}")).toMatchObject({
      key: PLANTED.LONG,
      upper: PLANTED.QUOTED.toUpperCase(),
      json: JSON.stringify(PLANTED.QUOTED),
    });
    expect(attempts.get("fails-once")).toBe(2);
    expect(attempts.get("again")).toBe(1);
  });

  it("end their runs as those without secrets, and say which one is missing", async () => {
    const ended = await Promise.all(
      ids.runs.map(async (id) => {
        const { body } = await api.call(`GET /runs/${id}`);
        return [body.jobName, body.status, body.error?.code ?? null];
      }),
    );
    expect(ended).toEqual([
      ["Echoes", "completed", null],
      ["Sends text", "completed", null],
      ["Fails once", "completed", null],
      ["Refuses", "failed", "status"],
      ["Redirects", "completed", null],
      ["Is cut", "completed", null],
      ["Never answers", "failed", "timeout"],
      ["Nobody there", "failed", "refused"],
      ["No such host", "failed", "dns"],
      ["Broken header", "failed", "template_invalid"],
      ["By name", "completed", null],
      ["Missing", "failed", "template_invalid"],
    ]);
    const missing = await api.call(`GET /runs/${ids.runs.at(-1)}`);
    expect(missing.body.error.message).toContain("there is no secret NOT_THERE in this project");
    expect(missing.body.error.message).toContain("/body");
  });

  it("are covered, not lost: results show *** where they were", async () => {
    const { body } = await api.call(`GET /runs/${ids.runs[0]}`);
    expect(body.result.body.headers).toMatchObject({
      "x-short": "a***z",
      "x-base64": "Bearer ***",
    });
    expect(body.result.headers["x-echo"]).toBe("***");
    expect(JSON.parse(body.result.body.body)).toMatchObject({ SHORT: "***", UNICODE: "***" });
  });

  it("are in no column of any table", async () => {
    const tables = await rowsOf<{ name: string }>(
      db,
      sql`select format('%I.%I', schemaname, tablename) as name from pg_tables
        where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    expect(tables.length).toBeGreaterThan(25);
    const hits: string[] = [];
    for (const { name } of tables) {
      const rows = await rowsOf<{ row: Record<string, unknown> }>(
        db,
        sql`select to_jsonb(t) as row from ${sql.raw(name)} t`,
      );
      for (const { row } of rows) {
        const texts = Object.values(row).flatMap((value) => [
          JSON.stringify(value),
          ...textsIn(value),
        ]);
        hits.push(...texts.flatMap(findPlanted).map((hit) => `${name}: ${hit}`));
      }
    }
    expect(hits).toEqual([]);
  });

  it("are in no log, no stream and no answer of the API", async () => {
    expect(workerLog).toContain("worker started");
    expect(findPlanted(workerLog)).toEqual([]);
    expect(streamed).toContain("run.finished");
    expect(findPlanted(streamed)).toEqual([]);
    const hits: string[] = [];
    let answers = 0;
    for (const path of pathsToRead()) {
      // Without JSON, events are a stream; that was looked at above.
      const plain = path.endsWith("/logs") ? ["text/plain"] : [];
      for (const accept of ["application/json", ...plain]) {
        const { body } = await api.call(`GET ${path}`, { headers: { accept } });
        const texts = typeof body === "string" ? [body] : [JSON.stringify(body), ...textsIn(body)];
        hits.push(...texts.flatMap(findPlanted).map((hit) => `${path}: ${hit}`));
        answers += 1;
      }
    }
    expect(answers).toBeGreaterThan(80);
    expect(hits).toEqual([]);
  });
});

/** Every GET of the API, with every id of its kind. */
function pathsToRead(): string[] {
  return ENDPOINTS.filter(
    ({ method, path }) => method === "GET" && path.startsWith("/api/v1"),
  ).flatMap(({ path }) => {
    const below = path.slice("/api/v1".length);
    const [, kind = ""] = below.split("/");
    const known = { ...ids, secrets: NAMES, projects: ["default"] }[kind] ?? ["x"];
    return below.includes("{")
      ? known.map((id) => below.replace(/\{\w+\}/, id).replace(/\{\w+\}/, "x"))
      : [below];
  });
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => [name, ...textsIn(item)]);
}
