import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** A call that arrived at the target. Instants are milliseconds since 1970. */
export type Hit = {
  readonly runId: string;
  readonly attempt: number;
  readonly scheduledFor: number;
  readonly arrivedAt: number;
};

export type Target = {
  readonly hits: readonly Hit[];
  /** Writes down a call that arrived at another server. */
  note(request: IncomingMessage): void;
  /** The address of a page that takes `delayMs` to answer a first attempt, and `laterMs` to answer others. */
  url(delayMs: number, laterMs?: number): string;
  close(): Promise<void>;
};

/** An HTTP server that writes down who called, on which attempt and for which slot, and then answers with 200. */
export async function openTarget(): Promise<Target> {
  const hits: Hit[] = [];
  const waiting = new Set<NodeJS.Timeout>();
  const server = createServer((request, response) => {
    const hit = hitOf(request, Date.now());
    hits.push(hit);
    request.resume();
    const [later, first] = (request.url ?? "").split("/").reverse();
    const timer = setTimeout(
      () => {
        waiting.delete(timer);
        response.end("done");
      },
      Number(hit.attempt === 1 ? first : later),
    );
    waiting.add(timer);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    hits,
    note: (request) => void hits.push(hitOf(request, Date.now())),
    url: (delayMs, laterMs = delayMs) => `http://127.0.0.1:${port}/after/${delayMs}/${laterMs}`,
    close: async () => {
      for (const timer of waiting) clearTimeout(timer);
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function hitOf({ headers }: IncomingMessage, arrivedAt: number): Hit {
  return {
    runId: String(headers["punctual-run-id"]),
    attempt: Number(headers["punctual-attempt"]),
    scheduledFor: Date.parse(String(headers["punctual-scheduled-for"])),
    arrivedAt,
  };
}
