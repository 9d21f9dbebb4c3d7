import { type Connection, openConnection } from "./connection.ts";
import type { DialOptions } from "./dial.ts";

/** Connections kept open between calls, by origin. */
export type Pool = {
  /** An idle connection to the origin of the URL, or a new one; the caller gives it back or discards it. */
  take(url: URL): Connection;
  /** Keeps a connection whose answer was read to its end. */
  give(connection: Connection): void;
  /** Ends the idle connections. */
  close(): void;
};

/** A pool whose connections go through the guard when they are opened and again each time they are taken. */
export function createPool(options: Omit<DialOptions, "signal">): Pool {
  const idle = new Map<string, Connection[]>();

  function forget(connection: Connection): void {
    const rest = (idle.get(connection.origin) ?? []).filter((each) => each !== connection);
    if (rest.length > 0) idle.set(connection.origin, rest);
    else idle.delete(connection.origin);
  }

  function open(url: URL): Connection {
    const connection = openConnection(url, options);
    connection.client.on("disconnect", () => {
      forget(connection);
      connection.discard();
    });
    return connection;
  }

  return {
    take: (url) => {
      const waiting = idle.get(url.origin) ?? [];
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        if (next.isOpen() && next.isPermitted()) return next;
        next.discard();
      }
      return open(url);
    },
    give: (connection) => {
      if (!connection.isOpen()) {
        connection.discard();
        return;
      }
      const waiting = idle.get(connection.origin);
      if (waiting === undefined) idle.set(connection.origin, [connection]);
      else waiting.push(connection);
    },
    close: () => {
      const all = [...idle.values()].flat();
      idle.clear();
      for (const connection of all) connection.discard();
    },
  };
}
