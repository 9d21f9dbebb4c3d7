import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { newId } from "../lib/platform/ids.ts";
import { parseNetworkRange } from "../lib/platform/network-range.ts";
import { parseSmtpUrl } from "../lib/platform/smtp-url.ts";
import { openContainerEngine, TEST_IMAGE } from "../tests/support/container-engine.ts";
import { Engine } from "../worker/executors/container/engine.ts";
import {
  createContainer,
  removeContainer,
  startContainer,
  waitForEnd,
} from "../worker/executors/container/life.ts";
import { createContainerExecutor } from "../worker/executors/container.ts";
import { createEmailExecutor } from "../worker/executors/email.ts";
import type { Executor } from "../worker/executors/executor.ts";
import { createHttpExecutor } from "../worker/executors/http.ts";
import { type Bed, noopExecutor, startWorkerWith } from "./support/bed.ts";
import { byTurns, executeOne, makeJob, openOne } from "./support/one-by-one.ts";
import { serveWorkerApi, type WorkerApi } from "./support/worker-api.ts";

/** Median milliseconds of one run, and of what it is compared with. */
export type Overhead = {
  readonly name: string;
  readonly ms: number;
  readonly peer: string;
  readonly peerMs: number;
};

const TRUE = ["/bin/busybox", "true"];
const MAIL = { to: "ops@example.com", subject: "Done", text: "All is well." };
const NOWHERE = { method: "GET", url: "http://noop.invalid/" };
const NO_SIGNAL = new AbortController().signal;

/** The first ones connect, plan and compile. */
const WARM_UP = 20;

/** Something to execute runs of, and what has to be closed afterwards. */
type Subject = {
  readonly executor: Executor;
  readonly config: object;
  close(): Promise<void> | void;
};

/**
 * What each executor takes from the claim of a run to its end, with targets that answer at once: beside a no-op in the same
 * pipeline, a container beside the same container made without Punctual over the same API.
 */
export async function measureExecutors(bed: Bed, runs: number): Promise<Overhead[]> {
  const [http, email, container, api] = [
    await openHttp(),
    await openEmail(),
    await openContainers(),
    await serveWorkerApi(bed),
  ];
  const worker = await startWorkerWith(
    bed,
    1,
    [http, email, container].map((one) => one.executor),
  );
  const ofJob = async ({ executor, config }: Omit<Subject, "close">) => {
    const jobId = await makeJob(bed, executor.kind, config);
    return () => executeOne(bed, jobId);
  };
  const outsideId = await makeJob(bed, "external", { task: "bench", payload: {} });
  const [noop = 0, called = 0, sent = 0, outside = 0] = await byTurns(
    [
      await ofJob({ executor: http.executor, config: NOWHERE }),
      await ofJob(http),
      await ofJob(email),
      () => executeOutside(bed, api, outsideId),
    ],
    { runs, warmUp: WARM_UP },
  );
  const [contained = 0, bare = 0] = await byTurns([await ofJob(container), container.bare], {
    runs: Math.ceil(runs / 10),
    warmUp: 2,
  });
  await worker.stop(5_000);
  api.close();
  for (const subject of [http, email, container]) await subject.close();
  const beside = { peer: "no-op", peerMs: noop };
  return [
    { name: "no-op", ms: noop, ...beside },
    { name: "http", ms: called, ...beside },
    { name: "email", ms: sent, ...beside },
    { name: "external, claim and status", ms: outside, ...beside },
    { name: "container", ms: contained, peer: "create, start, wait, remove", peerMs: bare },
  ];
}

/** Calls a server on loopback, and nobody where the configuration names the address of the no-op. */
async function openHttp(): Promise<Subject> {
  const target = createServer((_request, response) => response.end("ok"));
  target.listen(0, "127.0.0.1");
  await once(target, "listening");
  const { port } = target.address() as AddressInfo;
  const loopback = parseNetworkRange("127.0.0.0/8");
  const real = createHttpExecutor({ allow: loopback === null ? [] : [loopback], now: Date.now });
  const noop = noopExecutor(() => undefined);
  const isNoop = (config: unknown): boolean => JSON.stringify(config).includes(NOWHERE.url);
  return {
    executor: {
      kind: "http",
      execute: (execution, context) =>
        (isNoop(execution.config) ? noop : real).execute(execution, context),
    },
    config: { method: "POST", url: `http://127.0.0.1:${port}/` },
    close: () => {
      real.close();
      target.closeAllConnections();
      target.close();
    },
  };
}

async function openEmail(): Promise<Subject> {
  const server = new SMTPServer({
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    logger: false,
    onData: (stream, _session, done) => stream.on("end", () => done()).resume(),
  });
  const listening = server.listen(0, "127.0.0.1");
  await once(listening, "listening");
  const parsed = parseSmtpUrl(`smtp://127.0.0.1:${(listening.address() as AddressInfo).port}`);
  if (!parsed.ok) throw new Error(parsed.problem);
  const sender = "Punctual <punctual@example.com>";
  const executor = createEmailExecutor({ server: parsed.server, from: sender, now: Date.now });
  return {
    executor,
    config: MAIL,
    close: async () => {
      executor.close();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function openContainers(): Promise<Subject & { bare(): Promise<number> }> {
  const engine = await openContainerEngine();
  const address = { url: engine.url, certs: null };
  const ours = { installation: "bench", workerId: "bench" };
  const executor = createContainerExecutor({ address, networks: ["none"], ...ours });
  const bare = new Engine(address);
  return {
    executor,
    config: { image: TEST_IMAGE, command: TRUE, network: "none" },
    bare: () => bareContainer(bare),
    close: async () => {
      executor.close();
      bare.close();
      await engine.close();
    },
  };
}

/** The same program without Punctual: four calls of the engine's API. */
async function bareContainer(engine: Engine): Promise<number> {
  const spec = { Image: TEST_IMAGE, Cmd: TRUE, HostConfig: { NetworkMode: "none" } };
  const began = performance.now();
  const id = await createContainer(engine, { name: `bare-${newId()}`, spec, signal: NO_SIGNAL });
  await startContainer(engine, id);
  await waitForEnd(engine, id, NO_SIGNAL);
  await removeContainer(engine, id);
  return performance.now() - began;
}

type ClaimAnswer = { readonly claims: readonly { runId: string; leaseToken: string }[] };

/** From the sending of the claim to the answer of the status, as the worker outside sees it: no work lies between them. */
async function executeOutside(bed: Bed, api: WorkerApi, jobId: string): Promise<number> {
  const call = async (path: string, token: string, body: object): Promise<ClaimAnswer> => {
    const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
    const init = { method: "POST", headers, body: JSON.stringify(body) };
    const response = await fetch(`${api.origin}/api/v1/worker/${path}`, init);
    const answer = (await response.json()) as ClaimAnswer;
    if (response.status !== 200) throw new Error(JSON.stringify(answer));
    return answer;
  };
  await openOne(bed, jobId);
  const began = performance.now();
  const { claims } = await call("claims", api.token, { worker: { name: "bench" }, max: 1 });
  const [claim] = claims;
  if (claim === undefined) throw new Error("there was no run to claim");
  const end = { leaseToken: claim.leaseToken, status: "completed" };
  await call(`runs/${claim.runId}/status`, api.token, end);
  return performance.now() - began;
}
