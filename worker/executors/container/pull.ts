import { createInterface } from "node:readline";
import type { ContainerConfig } from "./config.ts";
import type { Engine } from "./engine.ts";
import { EngineAway, EngineRefusal, engineAway } from "./engine-errors.ts";
import { ContainerFault } from "./fault.ts";
import { isRecord, parseJson } from "./json.ts";
import { registryAuthHeader } from "./registry-auth.ts";

type Wanted = Pick<ContainerConfig, "image" | "reference" | "pull" | "auth">;

/** Words of engines and registries for what another attempt will not change. */
const FINAL =
  /not found|unknown|no such|does not exist|denied|unauthorized|authentication required|forbidden|invalid|no match|unsupported/i;
/** Words for a registry that is not to be had at this moment, which may come along with some of the others. */
const PASSING =
  /no such host|connection (?:refused|reset)|time(?:d )?out|deadline|dial tcp|EOF|unreachable|too ?many ?requests|temporar|network is|certificate|\b5\d\d\b/i;

/**
 * Makes sure that the engine has the image, fetching it as the policy says, and answers its id: what is created from is then
 * what was looked at. Throws `ContainerFault` with the code `image` where there is none to be had.
 */
export async function provideImage(
  engine: Engine,
  wanted: Wanted,
  { log, signal }: { readonly log: (text: string) => void; readonly signal: AbortSignal },
): Promise<string> {
  if (wanted.pull !== "always") {
    const present = await findImage(engine, wanted.image);
    if (present !== null) return present;
    if (wanted.pull === "never")
      throw imageFault(
        `The image ${wanted.image} is not on the worker's engine and must not be pulled (pull: never).`,
        false,
      );
  }
  const started = performance.now();
  log(`Pulling ${wanted.image}`);
  await pull(engine, wanted, signal);
  log(`Pulled in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  const pulled = await findImage(engine, nameOf(wanted));
  if (pulled !== null) return pulled;
  throw imageFault(`The image ${wanted.image} was pulled and is gone again.`, true);
}

/** The id of an image the engine has, null when it has none of this name. */
async function findImage(engine: Engine, name: string): Promise<string | null> {
  try {
    const answer = await engine.ask({
      method: "GET",
      path: `/images/${name}/json`,
      what: "look for the image",
    });
    const id = isRecord(answer) ? answer["Id"] : undefined;
    return typeof id === "string" ? id : null;
  } catch (error) {
    if (error instanceof EngineRefusal && error.status === 404) return null;
    throw error;
  }
}

async function pull(engine: Engine, wanted: Wanted, signal: AbortSignal): Promise<void> {
  const { reference, auth, image } = wanted;
  const { repository, tag, digest, registry } = reference;
  try {
    const body = await engine.open({
      method: "POST",
      path: "/images/create",
      query: { fromImage: repository, tag: digest ?? tag ?? "latest" },
      headers: auth === null ? {} : { "x-registry-auth": registryAuthHeader(auth, registry) },
      what: "pull the image",
      signal,
      limitMs: null,
    });
    for await (const line of createInterface({ input: body })) throwIfError(image, line);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof EngineRefusal) throw pullFault(image, error.said);
    if (error instanceof ContainerFault) throw error;
    throw error instanceof EngineAway ? error : engineAway(error);
  }
}

/** The engine tells its progress line by line, and a failure as one of them. */
function throwIfError(image: string, line: string): void {
  if (!line.includes('"error"')) return;
  const said = parseJson(line);
  if (isRecord(said) && typeof said["error"] === "string") throw pullFault(image, said["error"]);
}

function pullFault(image: string, said: string): ContainerFault {
  const retryable = PASSING.test(said) || !FINAL.test(said);
  return imageFault(`The image ${image} cannot be pulled: ${said.slice(0, 500)}`, retryable);
}

function imageFault(message: string, retryable: boolean): ContainerFault {
  return new ContainerFault("image", message, { retryable });
}

function nameOf({ reference }: Wanted): string {
  const { repository, tag, digest } = reference;
  return digest === null ? `${repository}:${tag ?? "latest"}` : `${repository}@${digest}`;
}
