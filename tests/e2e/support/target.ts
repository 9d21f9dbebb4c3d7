import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One call of a run, as the target saw it. */
export type Call = {
  readonly path: string;
  readonly runId: string;
  readonly scheduledFor: string;
  readonly aborted: Promise<void>;
};

export type Target = {
  readonly url: string;
  readonly calls: readonly Call[];
  /** Lets every call of `/held` answer, those to come included. */
  readonly release: () => void;
  readonly close: () => Promise<void>;
};

/** A service for jobs to call: `/held` answers when released, everything else at once. */
export async function startTarget(): Promise<Target> {
  const calls: Call[] = [];
  const gate = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    calls.push(callOf(request, response));
    const path = request.url ?? "";
    if (path.startsWith("/held")) void gate.promise.then(() => answer(response, path));
    else answer(response, path);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    release: gate.resolve,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function callOf(request: IncomingMessage, response: ServerResponse): Call {
  const header = (name: string) => String(request.headers[name] ?? "");
  return {
    path: request.url ?? "",
    runId: header("punctual-run-id"),
    scheduledFor: header("punctual-scheduled-for"),
    aborted: new Promise((resolve) => {
      response.once("close", () => {
        if (!response.writableFinished) resolve();
      });
    }),
  };
}

function answer(response: ServerResponse, path: string): void {
  if (response.destroyed) return;
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify({ greeting: "hello", path }));
}
