import { type Attempt, note } from "./container/attempt.ts";
import { create, findOwn, removeLeftovers, start } from "./container/begin.ts";
import { type ContainerConfig, parseContainerConfig } from "./container/config.ts";
import { Engine } from "./container/engine.ts";
import type { EngineAddress } from "./container/engine-address.ts";
import { ContainerFault, faultOf } from "./container/fault.ts";
import { containerName } from "./container/labels.ts";
import { removeContainer } from "./container/life.ts";
import { looseLimits } from "./container/limits.ts";
import { type FindLive, removeOrphans } from "./container/orphans.ts";
import { outcomeOfCause, outcomeOfExit, outcomeOfFault } from "./container/outcome.ts";
import { patiently } from "./container/patience.ts";
import { provideImage } from "./container/pull.ts";
import { reservedVariables } from "./container/spec.ts";
import { watch } from "./container/watch.ts";
import { openDeadline } from "./deadline.ts";
import type { Execution, ExecutionContext, ExecutionOutcome, Executor } from "./executor.ts";

export type ContainerExecutorOptions = {
  readonly address: EngineAddress;
  /** Networks a run may join; the first is for those that name none. */
  readonly networks: readonly string[];
  /** Tells our containers from those of other installations at the same engine. */
  readonly installation: string;
  readonly workerId: string;
  /** How long the engine may be away in the middle of a run; milliseconds. */
  readonly patienceMs?: number;
};

/** The executor for `container`. */
export type ContainerExecutor = Executor & {
  readonly kind: "container";
  /** Stops and removes our containers that no lease is held for; answers how many. Throws when the engine is away. */
  removeOrphans(findLive: FindLive): Promise<number>;
  close(): void;
};

const PATIENCE_MS = 120_000;
/** A container that cannot be removed now is an orphan, and removed as one later. */
const REMOVAL_PATIENCE_MS = 5_000;

/**
 * Executes runs as containers over the Docker Engine API: pull, create, start, follow, remove. Throws where the certificates
 * of the engine's address cannot be read.
 */
export function createContainerExecutor(options: ContainerExecutorOptions): ContainerExecutor {
  const { address, networks, installation, workerId, patienceMs = PATIENCE_MS } = options;
  const engine = new Engine(address);
  const findLoose = looseLimits(engine);
  const usual = { engine, findLoose, installation, workerId, patienceMs };
  const execute = async (
    execution: Execution,
    context: ExecutionContext,
  ): Promise<ExecutionOutcome> => {
    const deadline = openDeadline(context.signal, execution.timeoutMs);
    const attempt: Attempt = { ...usual, execution, context, deadline };
    try {
      return await run(attempt, networks);
    } finally {
      deadline.close();
    }
  };
  return {
    kind: "container",
    execute,
    removeOrphans: (findLive) => removeOrphans(engine, installation, findLive),
    close: () => engine.close(),
  };
}

async function run(attempt: Attempt, networks: readonly string[]): Promise<ExecutionOutcome> {
  const { engine, execution, deadline } = attempt;
  const parsed = parseContainerConfig(execution.config, networks);
  if (!parsed.ok)
    return outcomeOfFault(
      new ContainerFault("template_invalid", parsed.problem, { retryable: false }),
    );
  const { config } = parsed;
  noteReserved(attempt, config);
  try {
    const log = (text: string): void => note(attempt, text);
    await removeLeftovers(attempt);
    const image = await provideImage(engine, config, { log, signal: deadline.signal });
    return await runContainer(attempt, config, image);
  } catch (error) {
    const cause = deadline.cause();
    if (cause !== null) return outcomeOfCause(cause, execution.timeoutMs);
    const fault = faultOf(error);
    if (fault === null) throw error;
    note(attempt, fault.message);
    return outcomeOfFault(fault);
  }
}

async function runContainer(
  attempt: Attempt,
  config: ContainerConfig,
  image: string,
): Promise<ExecutionOutcome> {
  const { execution } = attempt;
  let id: string | null = null;
  try {
    id = await create(attempt, config, image);
    note(attempt, `Starting ${config.image} as ${containerName(execution)} (${limitsOf(config)})`);
    const loose = await attempt.findLoose();
    if (loose.length > 0)
      note(attempt, `This container engine does not enforce limits of: ${loose.join(", ")}`);
    const output = await start(attempt, id);
    const started = performance.now();
    const end = await watch(attempt, id, output);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    if (end.by !== "itself") return outcomeOfCause(end.by, execution.timeoutMs);
    note(attempt, `Ended with exit code ${end.state.exitCode} after ${seconds} s`);
    return outcomeOfExit(end.state, config);
  } finally {
    await remove(attempt, id);
  }
}

function limitsOf({ memoryMb, cpus, pidsLimit, network }: ContainerConfig): string {
  return `${memoryMb} MiB, ${cpus} CPU, ${pidsLimit} processes, network ${network}`;
}

function noteReserved(attempt: Attempt, { env }: ContainerConfig): void {
  const reserved = reservedVariables(env);
  if (reserved.length === 0) return;
  note(attempt, `Variables set by the scheduler, not as configured: ${reserved.join(", ")}`);
}

/** Whatever happened, no container is left, also where its id never reached us. */
async function remove(attempt: Attempt, id: string | null): Promise<void> {
  const { engine } = attempt;
  const task = async (): Promise<void> => {
    const ours = id ?? (await findOwn(attempt));
    if (ours !== null) await removeContainer(engine, ours);
  };
  await patiently(task, { ms: REMOVAL_PATIENCE_MS }).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    note(attempt, `The container could not be removed and will be later. ${why}`);
  });
}
