import type { Engine } from "./engine.ts";
import { EngineRefusal } from "./engine-errors.ts";
import { isRecord } from "./json.ts";
import { INSTALLATION_LABEL, type Owner, ownerOf, RUN_LABEL } from "./labels.ts";

/** How a container stands. */
export type ContainerState = {
  readonly id: string;
  readonly status: "created" | "running" | "exited";
  readonly exitCode: number;
  /** The kernel ended a process of it for want of memory. Not every engine can tell. */
  readonly outOfMemory: boolean;
  readonly owner: Owner | null;
};

/** One of our containers, as a list has it. */
export type OurContainer = { readonly id: string; readonly owner: Owner | null };

/** Engines stop within the time they are given, and a little more. */
const STOP_SLACK_MS = 20_000;

/** Makes a container and answers its id. */
export async function createContainer(
  engine: Engine,
  { name, spec, signal }: { name: string; spec: object; signal: AbortSignal },
): Promise<string> {
  const answer = await engine.ask({
    method: "POST",
    path: "/containers/create",
    query: { name },
    body: spec,
    what: "create the container",
    signal,
  });
  const id = isRecord(answer) ? answer["Id"] : undefined;
  if (typeof id === "string") return id;
  throw new EngineRefusal("create the container", 500, "it answered no id");
}

/** Starts a container that was made; one that runs already is left alone. */
export async function startContainer(engine: Engine, id: string): Promise<void> {
  await engine.ask({
    method: "POST",
    path: `/containers/${id}/start`,
    what: "start the container",
  });
}

/** How a container stands, by id or name; null when there is none. */
export async function inspectContainer(
  engine: Engine,
  id: string,
  signal?: AbortSignal,
): Promise<ContainerState | null> {
  const what = "tell the state of the container";
  const path = `/containers/${id}/json`;
  const answer = await unlessGone(() => engine.ask({ method: "GET", path, what, signal }));
  if (!isRecord(answer)) return null;
  const { Id, State, Config } = answer;
  if (typeof Id !== "string" || !isRecord(State))
    throw new EngineRefusal(what, 500, "its answer is not understood");
  const labels = isRecord(Config) && isRecord(Config["Labels"]) ? Config["Labels"] : {};
  return {
    id: Id,
    status: statusOf(State),
    exitCode: typeof State["ExitCode"] === "number" ? State["ExitCode"] : -1,
    outOfMemory: State["OOMKilled"] === true,
    owner: ownerOf(labels),
  };
}

/** Waits until a container has ended, or for the time the signal gives. */
export async function waitForEnd(engine: Engine, id: string, signal: AbortSignal): Promise<void> {
  await engine.ask({
    method: "POST",
    path: `/containers/${id}/wait`,
    query: { condition: "not-running" },
    what: "wait for the container",
    signal,
    limitMs: null,
  });
}

/** Asks the program to end, with SIGTERM or what its image says, and kills it after `graceSeconds`. */
export async function stopContainer(
  engine: Engine,
  id: string,
  graceSeconds: number,
): Promise<void> {
  const t = String(Math.ceil(graceSeconds));
  await unlessGone(() =>
    engine.ask({
      method: "POST",
      path: `/containers/${id}/stop`,
      query: { t },
      what: "stop the container",
      limitMs: Number(t) * 1_000 + STOP_SLACK_MS,
    }),
  );
}

/** Takes a container away with all it has, killing it first where it runs. */
export async function removeContainer(engine: Engine, id: string): Promise<void> {
  await unlessGone(() =>
    engine.ask({
      method: "DELETE",
      path: `/containers/${id}`,
      query: { force: "1", v: "1" },
      what: "remove the container",
    }),
  );
}

/** The containers of an installation, whatever they do, or those of one of its runs. */
export async function listContainers(
  engine: Engine,
  of: {
    readonly installation: string;
    readonly runId?: string;
    readonly signal?: AbortSignal;
  },
): Promise<OurContainer[]> {
  const labels = [`${INSTALLATION_LABEL}=${of.installation}`];
  if (of.runId !== undefined) labels.push(`${RUN_LABEL}=${of.runId}`);
  const answer = await engine.ask({
    method: "GET",
    path: "/containers/json",
    query: { all: "1", filters: JSON.stringify({ label: labels }) },
    what: "list the containers",
    signal: of.signal,
  });
  return (Array.isArray(answer) ? answer : []).flatMap((row: unknown) => {
    if (!isRecord(row) || typeof row["Id"] !== "string") return [];
    const { Labels } = row;
    // Asked for again, so that a filter an engine does not know can never reach a foreign container.
    if (!isRecord(Labels) || Labels[INSTALLATION_LABEL] !== of.installation) return [];
    return [{ id: row["Id"], owner: ownerOf(Labels) }];
  });
}

/** Engines have more words for both sides of "running" than anybody needs. */
function statusOf(state: Record<string, unknown>): ContainerState["status"] {
  const status = state["Status"];
  if (status === "created" || status === "initialized" || status === "configured") return "created";
  return status === "exited" || status === "dead" || status === "removing" || status === "stopped"
    ? "exited"
    : "running";
}

async function unlessGone(task: () => Promise<unknown>): Promise<unknown> {
  try {
    return await task();
  } catch (error) {
    if (error instanceof EngineRefusal && error.status === 404) return null;
    throw error;
  }
}
