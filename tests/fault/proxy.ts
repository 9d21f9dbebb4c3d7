import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A way to the database that can be cut. */
export type DatabaseProxy = {
  /** The database's address, by way of the proxy. */
  readonly url: string;
  /** Passes everything on, from now on and what was swallowed. */
  open(): void;
  /** Takes everything and passes nothing on: the network is gone, and nobody is told. */
  swallow(): void;
  /** The same for connections that have sent LISTEN, and for no others. Answers how many those are. */
  swallowListeners(): number;
  /** Closes every connection, and each new one at once. */
  refuse(): void;
  close(): Promise<void>;
};

type Mode = "open" | "swallow" | "refuse";

/** A connection of the product and ours to the database. */
type Pair = { readonly near: Socket; readonly far: Socket; listens: boolean };

/** A TCP proxy before the database at `url`. */
export async function openProxy(url: string): Promise<DatabaseProxy> {
  const database = new URL(url);
  const pairs = new Set<Pair>();
  let mode: Mode = "open";

  const set = (next: Mode): void => {
    mode = next;
    for (const pair of pairs) flow(pair, mode);
  };
  const server = createServer((near) => {
    const far = connect(Number(database.port), database.hostname);
    const pair: Pair = { near, far, listens: false };
    pairs.add(pair);
    near.on("data", (bytes) => {
      pair.listens ||= bytes.includes("listen ");
    });
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on("data", (bytes) => to.write(bytes));
      from.on("error", () => undefined);
      from.on("close", () => {
        to.destroy();
        pairs.delete(pair);
      });
    }
    flow(pair, mode);
  });
  await new Promise<void>((resolve) => server.listen(0, database.hostname, resolve));
  const through = new URL(url);
  through.port = String((server.address() as AddressInfo).port);
  return {
    url: through.href,
    open: () => set("open"),
    swallow: () => set("swallow"),
    swallowListeners: () => {
      const listeners = [...pairs].filter((pair) => pair.listens);
      for (const pair of listeners) flow(pair, "swallow");
      return listeners.length;
    },
    refuse: () => set("refuse"),
    close: async () => {
      set("refuse");
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function flow({ near, far }: Pair, mode: Mode): void {
  for (const socket of [near, far]) {
    if (mode === "open") socket.resume();
    if (mode === "swallow") socket.pause();
    if (mode === "refuse") socket.destroy();
  }
}
