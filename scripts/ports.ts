import { createServer } from "node:net";

/** True when nobody listens on `port` of `host`. */
export async function isPortFree(port: number, host: string): Promise<boolean> {
  return (await tryListen(port, host)) !== null;
}

/** A port of `host` that was free a moment ago. */
export async function freePort(host: string): Promise<number> {
  const port = await tryListen(0, host);
  if (port === null) throw new Error(`No port can be opened on ${host}.`);
  return port;
}

function tryListen(port: number, host: string): Promise<number | null> {
  const { promise, resolve } = Promise.withResolvers<number | null>();
  const server = createServer();
  server.once("error", () => resolve(null));
  server.listen({ port, host, exclusive: true }, () => {
    const address = server.address();
    const opened = typeof address === "object" && address !== null ? address.port : port;
    server.close(() => resolve(opened));
  });
  return promise;
}
