import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A way to the database that can be cut. */
export type DatabaseProxy = {
  /** The database's address, by way of the proxy. */
  readonly url: string;
  /** Passes everything on, from now on and what was swallowed. */
  open(): void;
  /** Takes everything and passes nothing on: the network is gone, and nobody is told. */
  swallow(): void;
  /** Closes every connection, and each new one at once. */
  refuse(): void;
  close(): Promise<void>;
};

type Mode = "open" | "swallow" | "refuse";

/** A TCP proxy before the database at `url`. */
export async function openProxy(url: string): Promise<DatabaseProxy> {
  const database = new URL(url);
  const pairs = new Set<readonly [Socket, Socket]>();
  let mode: Mode = "open";

  const set = (next: Mode): void => {
    mode = next;
    for (const [near, far] of pairs) {
      for (const socket of [near, far]) flow(socket, mode);
    }
  };
  const server = createServer((near) => {
    const far = connect(Number(database.port), database.hostname);
    const pair = [near, far] as const;
    pairs.add(pair);
    for (const [from, to] of [pair, [far, near] as const]) {
      from.on("data", (bytes) => to.write(bytes));
      from.on("error", () => undefined);
      from.on("close", () => {
        to.destroy();
        pairs.delete(pair);
      });
      flow(from, mode);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, database.hostname, resolve));
  const through = new URL(url);
  through.port = String((server.address() as AddressInfo).port);
  return {
    url: through.href,
    open: () => set("open"),
    swallow: () => set("swallow"),
    refuse: () => set("refuse"),
    close: async () => {
      set("refuse");
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function flow(socket: Socket, mode: Mode): void {
  if (mode === "open") socket.resume();
  if (mode === "swallow") socket.pause();
  if (mode === "refuse") socket.destroy();
}
