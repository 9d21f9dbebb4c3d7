import { type Dispatcher, request } from "undici";
import { connectEngine, type EngineAddress } from "./engine-address.ts";
import { EngineRefusal, engineAway } from "./engine-errors.ts";
import { isRecord, parseJson } from "./json.ts";

/** One call of the Docker Engine API. */
export type EngineCall = {
  readonly method: "GET" | "POST" | "DELETE";
  /** Behind the version, with its segments encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** What it is for, as the rest of "the engine could not …". */
  readonly what: string;
  /** Ends the call; it then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** How long the engine may take, in milliseconds; ordinary calls are short. */
  readonly limitMs?: number | null;
};

const LIMIT_MS = 30_000;
/** An error is a sentence or two. */
const LONGEST_ERROR = 2_000;

/**
 * The Docker Engine API of one engine. Calls throw `EngineRefusal` where the engine answers with an error and `EngineAway`
 * where it does not answer.
 */
export class Engine {
  readonly #pool: Dispatcher;
  readonly #origin: string;
  #version: Promise<string> | null = null;

  /** Connects when first asked for something. Throws where certificates cannot be read. */
  constructor(address: EngineAddress) {
    const { pool, origin } = connectEngine(address);
    this.#pool = pool;
    this.#origin = origin;
  }

  /** What the engine answered, as JSON; null where it had nothing to say. */
  async ask(call: EngineCall): Promise<unknown> {
    const body = await this.open(call);
    const text = await this.#guarded(call, () => body.text());
    return text === "" ? null : parseJson(text);
  }

  /** What the engine answers, as it comes; a fault while it is read is not made an `EngineAway` yet. */
  async open(call: EngineCall): Promise<Dispatcher.ResponseData["body"]> {
    const version = await this.#ownVersion();
    const answer = await this.#send(`/v${version}${call.path}`, call);
    if (answer.statusCode < 400) return answer.body;
    const text = await this.#guarded(call, () => answer.body.text());
    throw new EngineRefusal(call.what, answer.statusCode, messageOf(text));
  }

  close(): void {
    void this.#pool.destroy();
  }

  /** Each engine is spoken to in its own version: it refuses newer ones, and after some years older ones. */
  #ownVersion(): Promise<string> {
    this.#version ??= this.#readVersion().catch((error: unknown) => {
      this.#version = null;
      throw error;
    });
    return this.#version;
  }

  async #readVersion(): Promise<string> {
    const call: EngineCall = { method: "GET", path: "/version", what: "tell its version" };
    const answer = await this.#send(call.path, call);
    const value = parseJson(await this.#guarded(call, () => answer.body.text()));
    const version = isRecord(value) ? value["ApiVersion"] : undefined;
    if (typeof version === "string" && /^\d+\.\d+$/.test(version)) return version;
    throw new EngineRefusal(call.what, answer.statusCode, "this is no Docker Engine API");
  }

  #send(path: string, call: EngineCall): Promise<Dispatcher.ResponseData> {
    const { method, query = {}, headers = {}, body } = call;
    const signal = signalOf(call);
    const search = new URLSearchParams(query).toString();
    return this.#guarded(call, () =>
      request(`${this.#origin}${path}${search === "" ? "" : `?${search}`}`, {
        dispatcher: this.#pool,
        method,
        headers: body === undefined ? headers : { ...headers, "content-type": "application/json" },
        body: body === undefined ? null : JSON.stringify(body),
        ...(signal === undefined ? {} : { signal }),
      }),
    );
  }

  async #guarded<Result>({ signal }: EngineCall, task: () => Promise<Result>): Promise<Result> {
    try {
      return await task();
    } catch (error) {
      signal?.throwIfAborted();
      throw engineAway(error);
    }
  }
}

function signalOf({ signal, limitMs = LIMIT_MS }: EngineCall): AbortSignal | undefined {
  if (limitMs === null) return signal;
  const limit = AbortSignal.timeout(limitMs);
  return signal === undefined ? limit : AbortSignal.any([signal, limit]);
}

function messageOf(text: string): string {
  const value = parseJson(text);
  const message = isRecord(value) ? value["message"] : undefined;
  return (typeof message === "string" ? message : text).trim().slice(0, LONGEST_ERROR);
}
