import type { Socket } from "node:net";
import { Client } from "undici";
import { type DialOptions, dial } from "./dial.ts";
import { portOf } from "./guard.ts";

/** A client for one origin that carries one request at a time, and so can be ended without harm to others. */
export type Connection = {
  readonly origin: string;
  readonly client: Client;
  /** Whether its socket is there to carry a request. */
  isOpen(): boolean;
  /** Whether the guard still permits its peer. */
  isPermitted(): boolean;
  /** Ends it at once in whatever phase it is; a request under way is rejected. */
  discard(): void;
};

/**
 * Idle sockets are dropped after this long. Short, because a server that closes an idle connection just as the
 * next request leaves costs an attempt, and servers close after 2 s and more.
 */
const IDLE_MS = 1_000;

/** Largest header block of an answer that is read, in bytes. */
const MAX_HEADER_BYTES = 32 * 1024;

/** A connection to the origin of the URL; it dials when the first request is sent. */
export function openConnection(url: URL, options: Omit<DialOptions, "signal">): Connection {
  const ending = new AbortController();
  let socket: Socket | null = null;

  const client = new Client(url.origin, {
    allowH2: false,
    pipelining: 1,
    keepAliveTimeout: IDLE_MS,
    keepAliveMaxTimeout: IDLE_MS,
    maxHeaderSize: MAX_HEADER_BYTES,
    // One deadline over the whole call is kept by the executor; these would cut it short.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: (_options, callback) => {
      dial(url, { ...options, signal: ending.signal }).then(
        (dialled) => {
          socket = dialled;
          callback(null, dialled);
        },
        (error: Error) => callback(error, null),
      );
    },
  });

  return {
    origin: url.origin,
    client,
    isOpen: () => socket !== null && !socket.destroyed && !client.destroyed,
    isPermitted: () => options.guard.permits(socket?.remoteAddress ?? "", portOf(url)),
    discard: () => {
      ending.abort();
      void client.destroy();
    },
  };
}
