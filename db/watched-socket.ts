import { connect, type Socket } from "node:net";
import { partLastWords } from "./last-words.ts";

/** Where the sending cannot be seen: longer than the driver keeps a connection nobody uses. */
const QUIET_MS = 75_000;

/** What the driver hands over: its options, read from the URL. */
type Destination = {
  readonly host: readonly string[];
  readonly port: readonly number[];
  readonly path: string | false;
  readonly ssl: unknown;
};

/**
 * Makes the sockets of a pool. The driver waits for an answer for as long as TCP does, a quarter of an hour when the
 * network swallows what is sent; these are destroyed when nothing was heard for `silentMs` after something was sent
 * (over TLS when there was silence for 75 s), and the driver then makes a new one. Hosts are tried in turn.
 */
export function watchedSockets(silentMs: number): (destination: Destination) => Socket {
  let turn = 0;
  return ({ host, port, path, ssl }) => {
    const at = turn % host.length;
    turn += 1;
    const to = { host: host[at] ?? "localhost", port: port[at % port.length] ?? 5432 };
    const socket = path ? connect(path) : connect({ ...to, noDelay: true });
    socket.on("timeout", () => socket.destroy(new SilentDatabaseError(path || to.host)));
    failOnlyAtTheEnd(socket);
    if (ssl) socket.setTimeout(QUIET_MS);
    else watchAnswers(socket, silentMs);
    // The driver reads the name to expect in the certificate here.
    return Object.assign(socket, { host: to.host, port: to.port });
  };
}

/**
 * A socket says that it failed a little before it says that it closed. The driver takes statements for the connection
 * in between, and never answers them; so it is told both at once. And one that closes without a failure it opens again
 * at once, over and over, where something before the database takes connections and drops them; so each end is a failure.
 * What the server says as its last is that failure: the driver would keep it for the first statement of the next connection.
 */
function failOnlyAtTheEnd(socket: Socket): void {
  const emit = socket.emit.bind(socket) as (...args: unknown[]) => boolean;
  let failure: readonly unknown[] = ["error", new ConnectionClosedError()];
  const held = (...args: unknown[]): boolean => {
    if (args[0] === "error") {
      failure = args;
      return true;
    }
    const last = args[0] === "data" ? partLastWords(args[1]) : null;
    if (last !== null) {
      failure = ["error", last.words];
      return last.before.length === 0 || emit("data", last.before);
    }
    if (args[0] === "close") emit(...failure);
    return emit(...args);
  };
  Object.assign(socket, { emit: held });
}

function watchAnswers(socket: Socket, silentMs: number): void {
  const write = socket.write.bind(socket);
  const watched = (...args: Parameters<Socket["write"]>): boolean => {
    socket.setTimeout(silentMs);
    return write(...args);
  };
  Object.assign(socket, { write: watched });
  socket.on("data", () => socket.setTimeout(0));
}

/** The network or the server is gone without a word. What was under way may or may not have been done. */
class SilentDatabaseError extends Error {
  override readonly name = "SilentDatabaseError";
  readonly code = "ETIMEDOUT";

  constructor(where: string) {
    super(`The database at ${where} does not answer any more; the connection was given up.`);
  }
}

/** The server, or something on the way to it, closed the connection. What was under way may or may not have been done. */
class ConnectionClosedError extends Error {
  override readonly name = "ConnectionClosedError";
  readonly code = "CONNECTION_CLOSED";

  constructor() {
    super("The connection to the database was closed.");
  }
}
