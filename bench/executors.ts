import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
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
import { createHttpExecutor } from "../worker/executors/http.ts";
import { type Bed, noopExecutor, percentile } from "./support/bed.ts";
import { executeOneByOne, makeJob, openOne, WARM_UP } from "./support/one-by-one.ts";
import { serveWorkerApi } from "./support/worker-api.ts";

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

/**
 * What each executor takes from the claim of a run to its end, run after run, with targets that answer at once: beside a
 * no-op in the same pipeline, a container beside the same container made without Punctual over the same API.
 */
export async function measureExecutors(bed: Bed, runs: number): Promise<Overhead[]> {
  const noop = await executeOneByOne(bed, {
    executor: noopExecutor(() => undefined),
    config: NOWHERE,
    runs,
  });
  const beside = { peer: "no-op", peerMs: noop };
  return [
    { name: "no-op", ms: noop, ...beside },
    { name: "http", ms: await http(bed, runs), ...beside },
    { name: "email", ms: await email(bed, runs), ...beside },
    { name: "external, claim and status", ms: await external(bed, runs), ...beside },
    await container(bed, Math.ceil(runs / 10)),
  ];
}

async function http(bed: Bed, runs: number): Promise<number> {
  const target = createServer((_request, response) => response.end("ok"));
  target.listen(0, "127.0.0.1");
  await once(target, "listening");
  const { port } = target.address() as AddressInfo;
  const loopback = parseNetworkRange("127.0.0.0/8");
  const allow = loopback === null ? [] : [loopback];
  const executor = createHttpExecutor({ allow, now: Date.now });
  const config = { method: "POST", url: `http://127.0.0.1:${port}/` };
  const ms = await executeOneByOne(bed, { executor, config, runs });
  executor.close();
  target.closeAllConnections();
  target.close();
  return ms;
}

async function email(bed: Bed, runs: number): Promise<number> {
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
  const ms = await executeOneByOne(bed, { executor, config: MAIL, runs });
  executor.close();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return ms;
}

/** From the sending of the claim to the answer of the status, as the worker outside sees it: no work lies between them. */
async function external(bed: Bed, runs: number): Promise<number> {
  const api = await serveWorkerApi(bed);
  const jobId = await makeJob(bed, "external", { task: "bench", payload: {} });
  const call = async (path: string, token: string, body: object): Promise<ClaimAnswer> => {
    const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
    const init = { method: "POST", headers, body: JSON.stringify(body) };
    const response = await fetch(`${api.origin}/api/v1/worker/${path}`, init);
    const answer = (await response.json()) as ClaimAnswer;
    if (response.status !== 200) throw new Error(JSON.stringify(answer));
    return answer;
  };
  const times: number[] = [];
  for (let n = 0; n < WARM_UP + runs; n += 1) {
    await openOne(bed, jobId);
    const began = performance.now();
    const { claims } = await call("claims", api.token, { worker: { name: "bench" }, max: 1 });
    const [claim] = claims;
    if (claim === undefined) throw new Error("there was no run to claim");
    const end = { leaseToken: claim.leaseToken, status: "completed" };
    await call(`runs/${claim.runId}/status`, api.token, end);
    if (n >= WARM_UP) times.push(performance.now() - began);
  }
  api.close();
  return percentile(times, 50);
}

type ClaimAnswer = { readonly claims: readonly { runId: string; leaseToken: string }[] };

async function container(bed: Bed, runs: number): Promise<Overhead> {
  const engine = await openContainerEngine();
  const address = { url: engine.url, certs: null };
  const executor = createContainerExecutor({
    address,
    networks: ["none"],
    installation: "bench",
    workerId: "bench",
  });
  const config = { image: TEST_IMAGE, command: TRUE, network: "none" };
  const bare = new Engine(address);
  // Both before and after, so that what else the machine does falls on both.
  const before = await bareContainers(bare, Math.ceil(runs / 2));
  const ms = await executeOneByOne(bed, { executor, config, runs });
  const after = await bareContainers(bare, Math.ceil(runs / 2));
  executor.close();
  bare.close();
  await engine.close();
  const peer = "create, start, wait, remove";
  return { name: "container", ms, peer, peerMs: percentile([...before, ...after], 50) };
}

/** The same program without Punctual: four calls of the engine's API each. */
async function bareContainers(engine: Engine, count: number): Promise<number[]> {
  const spec = { Image: TEST_IMAGE, Cmd: TRUE, HostConfig: { NetworkMode: "none" } };
  const times: number[] = [];
  for (let n = 0; n < count + 2; n += 1) {
    const began = performance.now();
    const name = `bare-${process.pid}-${performance.now().toFixed(3).replace(".", "-")}`;
    const id = await createContainer(engine, { name, spec, signal: NO_SIGNAL });
    await startContainer(engine, id);
    await waitForEnd(engine, id, NO_SIGNAL);
    await removeContainer(engine, id);
    if (n >= 2) times.push(performance.now() - began);
  }
  return times;
}
