import { once } from "node:events";
import { createServer, get, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { pipeline } from "node:stream/promises";
import { afterAll } from "vitest";
import type { TestApi } from "./api.ts";

/** An answer that goes on: what came so far, and when it ended. */
export type OpenAnswer = {
  readonly status: number;
  /** Everything received so far. */
  text(): string;
  /** Settles when the server has ended the answer. */
  readonly ended: Promise<void>;
};

/** Answers of the interface over real connections, piece by piece as they are written. */
export async function serveStreams(
  api: TestApi,
): Promise<(path: string, headers: Readonly<Record<string, string>>) => Promise<OpenAnswer>> {
  const server = createServer((incoming, outgoing) => {
    answer(api, incoming, outgoing).catch(() => outgoing.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
  return (path, headers) => open(`http://127.0.0.1:${port}${path}`, headers);
}

async function answer(
  api: TestApi,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const abort = new AbortController();
  outgoing.on("close", () => abort.abort());
  const url = new URL(incoming.url ?? "/", api.platform.config.publicUrl);
  const headers = incoming.headers as Record<string, string>;
  const response = await api.answer(new Request(url, { headers, signal: abort.signal }));
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.flushHeaders();
  if (response.body === null) outgoing.end();
  else await pipeline(response.body as unknown as AsyncIterable<Uint8Array>, outgoing);
}

async function open(url: string, headers: Readonly<Record<string, string>>): Promise<OpenAnswer> {
  const [incoming] = (await once(get(url, { headers }), "response")) as [IncomingMessage];
  let text = "";
  incoming.setEncoding("utf8");
  incoming.on("data", (piece: string) => {
    text += piece;
  });
  const ended = once(incoming, "end").then(() => undefined);
  return { status: incoming.statusCode ?? 0, text: () => text, ended };
}
