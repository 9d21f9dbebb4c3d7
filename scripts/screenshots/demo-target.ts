import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

const SLOW_MS = 25_000;

export type DemoTarget = { readonly url: string; readonly close: () => void };

/** A service for demonstration jobs to call: quick, slow, failing and flaky answers. */
export async function startDemoTarget(): Promise<DemoTarget> {
  let calls = 0;
  const answers: { readonly [path: string]: (response: ServerResponse) => void } = {
    "/sync": (response) => json(response, 200, { synced: 128, skipped: 3, cursor: "2026-11-20" }),
    "/report": (response) => setTimeout(() => json(response, 200, { rows: 4821 }), SLOW_MS),
    "/broken": (response) => json(response, 503, { error: "the warehouse is being rebuilt" }),
    "/flaky": (response) => {
      calls += 1;
      setTimeout(
        () =>
          calls % 5 === 0
            ? json(response, 404, { error: "no such batch" })
            : json(response, 200, { batch: calls }),
        40 + (calls % 7) * 90,
      );
    },
  };
  const server = createServer((request, response) => {
    const answer = answers[request.url?.split("?")[0] ?? ""];
    if (answer) answer(response);
    else json(response, 404, { error: "no such path" });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}
