import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { afterAll } from "vitest";
import { createTestApi, type TestApi } from "./api.ts";
import type { TestDatabase } from "./database.ts";

/** The REST interface behind a real port, as programs outside see it. */
export type ServedApi = TestApi & { readonly origin: string };

/** An installation on a test database whose route handlers answer on a port of loopback until the test file ends. */
export async function serveApi(
  database: TestDatabase,
  env: Readonly<Record<string, string>> = {},
): Promise<ServedApi> {
  let api: TestApi | null = null;
  const server = createServer((incoming, outgoing) => {
    const abort = new AbortController();
    outgoing.on("close", () => abort.abort());
    void (async () => {
      const { method = "GET", url = "/", headers } = incoming;
      const hasBody = method !== "GET" && method !== "HEAD";
      const request = new Request(new URL(url, origin), {
        method,
        headers: headers as Record<string, string>,
        signal: abort.signal,
        ...(hasBody && {
          body: Readable.toWeb(incoming) as ReadableStream,
          duplex: "half" as const,
        }),
      });
      const response = await api?.answer(request);
      outgoing.writeHead(response?.status ?? 503, Object.fromEntries(response?.headers ?? []));
      outgoing.end(Buffer.from((await response?.arrayBuffer()) ?? new ArrayBuffer(0)));
    })().catch(() => outgoing.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
  api = await createTestApi(database, { PUBLIC_URL: origin, ...env });
  return { ...api, origin };
}
