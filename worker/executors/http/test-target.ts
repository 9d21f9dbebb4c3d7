import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import { createServer as createTcpServer, type Server, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** A request as a target received it, its body as text. */
export type Received = {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
};

export type Target = {
  readonly port: number;
  readonly origin: string;
  connections(): number;
  open(): number;
};

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not listening");
  return address.port;
}

/** Listens until the test ends, then ends every connection. */
export async function listen(server: Server, host = "127.0.0.1", port = 0): Promise<Target> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on("connection", (socket: Socket) => {
    connections++;
    sockets.add(socket);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
  });
  server.listen(port, host);
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    port: portOf(server),
    origin: `http://${host}:${portOf(server)}`,
    connections: () => connections,
    open: () => sockets.size,
  };
}

/** An HTTP server on loopback that lives as long as the test. */
export function startTarget(listener: RequestListener, host?: string): Promise<Target> {
  return listen(createServer(listener), host);
}

/** A target that keeps what it received and answers as told. */
export async function startRecorder(
  answer: RequestListener = (_request, response) => response.end(),
) {
  const received: Received[] = [];
  const target = await startTarget((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      received.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
      answer(request, response);
    });
  });
  return { ...target, received };
}

/** A server that speaks no HTTP: it takes connections, says what it is told to, and keeps still. */
export function startSilent(greeting = "", host?: string, port?: number): Promise<Target> {
  const server = createTcpServer((socket) => {
    socket.resume();
    if (greeting !== "") socket.write(greeting);
  });
  return listen(server, host, port);
}
