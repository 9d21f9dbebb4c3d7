import { ApiError } from "../lib/client/api.ts";
import { UnreachableError } from "./errors.ts";
import type { Call, Client } from "./http.ts";
import { type StreamMessage, StreamParser } from "./sse-parser.ts";

type Following = {
  readonly client: Client;
  readonly path: string;
  readonly call: Call;
  readonly wait: (milliseconds: number) => Promise<void>;
  /** Answers true when nothing more is wanted. */
  readonly onMessage: (message: StreamMessage) => boolean;
  /** The stream broke off and is asked for again. */
  readonly onCut: () => void;
};

/** The server says something every 15 s; a line that is silent this long is dead. */
const SILENCE_MS = 45_000;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 15_000;

/**
 * Follows a stream until `onMessage` has enough. After a cut it goes on behind the last message it has seen
 * (`Last-Event-ID`), however long the server is away. Throws when the first connection fails or the server refuses.
 */
export async function follow(following: Following): Promise<void> {
  let lastId = "";
  let failures = 0;
  let connected = false;
  let told = false;
  for (;;) {
    try {
      const end = await followOnce(following, lastId, (id) => {
        connected = true;
        told = false;
        failures = 0;
        lastId = id || lastId;
      });
      if (end) return;
    } catch (error) {
      if (!connected || !isPassing(error)) throw error;
      if (!told) following.onCut();
      told = true;
    }
    await following.wait(Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures));
    failures += 1;
  }
}

/** True when nothing more is wanted, false when the server ended the stream for us to ask again. */
async function followOnce(
  { client, path, call, onMessage }: Following,
  lastId: string,
  onProgress: (id: string) => void,
): Promise<boolean> {
  const headers = lastId === "" ? {} : { "last-event-id": lastId };
  const abort = new AbortController();
  let watch = setTimeout(() => abort.abort(), SILENCE_MS);
  try {
    const body = await client.stream(path, { ...call, headers }, abort.signal);
    onProgress("");
    const parser = new StreamParser();
    const decoder = new TextDecoder();
    for await (const piece of body) {
      clearTimeout(watch);
      watch = setTimeout(() => abort.abort(), SILENCE_MS);
      for (const message of parser.push(decoder.decode(piece, { stream: true }))) {
        const enough = onMessage(message);
        onProgress(message.id);
        if (enough) return true;
      }
      onProgress(parser.lastId);
    }
    return false;
  } catch (error) {
    if (error instanceof ApiError || error instanceof UnreachableError) throw error;
    throw new UnreachableError("The stream broke off.", { cause: error });
  } finally {
    clearTimeout(watch);
    abort.abort();
  }
}

/** Whether asking again later may help. */
function isPassing(error: unknown): boolean {
  if (error instanceof UnreachableError) return true;
  return error instanceof ApiError && (error.status === 429 || error.status >= 500);
}
