import { type Attempt, note } from "./attempt.ts";
import type { ContainerConfig } from "./config.ts";
import { EngineRefusal } from "./engine-errors.ts";
import { ContainerFault } from "./fault.ts";
import { containerName, labelsOf, leaseMark } from "./labels.ts";
import {
  createContainer,
  inspectContainer,
  listContainers,
  removeContainer,
  startContainer,
} from "./life.ts";
import { Output } from "./output.ts";
import { patiently } from "./patience.ts";
import { containerSpec } from "./spec.ts";

/** Of a program that an engine cannot find or may not execute; the codes are those of shells. */
const NOT_FOUND = /executable file not found|no such file or directory/i;
const NOT_EXECUTABLE = /permission denied|exec format error|is a directory/i;

/** Takes away what earlier attempts of the run left at this engine: a worker that died could not. */
export async function removeLeftovers(attempt: Attempt): Promise<void> {
  const { engine, execution, installation, deadline } = attempt;
  if (execution.attempt === 1) return;
  const { signal } = deadline;
  const left = await listContainers(engine, { installation, runId: execution.runId, signal });
  const mark = leaseMark(execution.leaseToken);
  for (const { id, owner } of left.filter((container) => container.owner?.lease !== mark)) {
    note(
      attempt,
      `Attempt ${owner?.attempt ?? "?"} left its container behind; it is stopped first`,
    );
    await removeContainer(engine, id);
  }
}

/** Makes the container of an attempt and answers its id; one that an answer which was lost had made is taken. */
export async function create(
  attempt: Attempt,
  config: ContainerConfig,
  image: string,
): Promise<string> {
  const { engine, execution, deadline, patienceMs } = attempt;
  const name = containerName(execution);
  const spec = containerSpec(config, image, { execution, labels: labelsOf(execution, attempt) });
  const { signal } = deadline;
  const task = async (): Promise<string> => {
    try {
      return await createContainer(engine, { name, spec, signal });
    } catch (error) {
      const there = error instanceof EngineRefusal ? await findOwn(attempt) : null;
      if (there === null) throw error;
      return there;
    }
  };
  return patiently(task, { ms: patienceMs, signal });
}

/** The id of this very attempt's container, null where there is none. Its name alone may be that of somebody else's. */
export async function findOwn({ engine, execution }: Attempt): Promise<string | null> {
  const there = await inspectContainer(engine, containerName(execution));
  return there?.owner?.lease === leaseMark(execution.leaseToken) ? there.id : null;
}

/**
 * Starts the container, once: a second start would execute the program again. Answers its output, which is asked for before,
 * so that nothing of it is missed. A request to end is left to the watch over the container: it may have begun already.
 */
export async function start(
  { engine, context, deadline, patienceMs }: Attempt,
  id: string,
): Promise<Output> {
  let output: Output | null = null;
  let isFirst = true;
  const task = async (): Promise<void> => {
    const before = isFirst ? null : await inspectContainer(engine, id);
    isFirst = false;
    if (before === null || before.status === "created") await startContainer(engine, id);
    // It began while nobody listened.
    else output?.breakOff();
  };
  try {
    output = await Output.attach(engine, id, context.log);
    await patiently(task, { ms: patienceMs, signal: deadline.signal });
    return output;
  } catch (error) {
    output?.drop();
    throw error instanceof EngineRefusal ? faultOfStart(error) : error;
  }
}

/** An engine says of the job's program what a shell would say with an exit code. */
function faultOfStart(error: EngineRefusal): Error {
  const exitCode = NOT_FOUND.test(error.said) ? 127 : NOT_EXECUTABLE.test(error.said) ? 126 : null;
  if (exitCode === null) return error;
  return new ContainerFault("exit_code", `The command could not be started: ${error.said}`, {
    cause: error,
    retryable: false,
    result: { exitCode },
  });
}
