import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";

const MIB = 1024 * 1024;
const DRIP_MS = 50;
/** A hundredth of a megabyte as it is sent; several in a row are one body. */
const HUNDRED_MIB = gzipSync(Buffer.alloc(100 * MIB), { level: 9 });

/** What a target can do to whoever calls it. */
export const HOSTILITIES = ["slow", "dead", "dripping", "huge", "endless", "bomb"] as const;
export type Hostility = (typeof HOSTILITIES)[number];

/** A target whose pages are called like what they do; `note` is told of every call. */
export async function openHostileTarget(note: (request: IncomingMessage) => void): Promise<{
  url(what: Hostility): string;
  close(): Promise<void>;
}> {
  const server = createServer((request, response) => {
    note(request);
    request.resume();
    response.on("error", () => undefined);
    const what = (request.url ?? "").slice(1) as Hostility;
    ANSWERS[what]?.(response);
  });
  // Connections are taken by the system, and nobody ever reads what comes.
  const dead = createServer();
  dead.on("connection", (socket) => socket.pause());
  for (const one of [server, dead])
    await new Promise<void>((resolve) => one.listen(0, "127.0.0.1", resolve));
  const portOf = (one: typeof server): number => (one.address() as AddressInfo).port;
  return {
    url: (what) => `http://127.0.0.1:${portOf(what === "dead" ? dead : server)}/${what}`,
    close: async () => {
      for (const one of [server, dead]) {
        const closed = new Promise((resolve) => one.close(resolve));
        one.closeAllConnections();
        await closed;
      }
    },
  };
}

const ANSWERS: Readonly<Partial<Record<Hostility, (response: ServerResponse) => void>>> = {
  slow: (response) => {
    const timer = setTimeout(() => response.end("at last"), 60_000);
    response.once("close", () => clearTimeout(timer));
  },
  dripping: (response) => {
    const drip = setInterval(() => response.write("."), DRIP_MS);
    response.once("close", () => clearInterval(drip));
  },
  huge: (response) => response.end(Buffer.alloc(9 * MIB, "x")),
  endless: (response) => pour(response, randomBytes(MIB).toString("base64"), Infinity),
  bomb: (response) => {
    response.writeHead(200, { "content-encoding": "gzip", "content-type": "text/plain" });
    pour(response, HUNDRED_MIB, 10);
  },
};

/** Writes a piece over and over, as fast as the other side reads. */
function pour(
  to: NodeJS.WritableStream & { readonly destroyed?: boolean },
  piece: string | Buffer,
  times: number,
): void {
  let left = times;
  const more = (): void => {
    while (left > 0 && to.destroyed !== true) {
      left -= 1;
      if (!to.write(piece)) return;
    }
    if (to.destroyed !== true) to.end();
  };
  to.on("drain", more);
  to.on("close", () => {
    left = 0;
  });
  more();
}
