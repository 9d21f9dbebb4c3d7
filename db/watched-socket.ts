import { connect, type Socket } from "node:net";

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
    if (ssl) socket.setTimeout(QUIET_MS);
    else watchAnswers(socket, silentMs);
    // The driver reads the name to expect in the certificate here.
    return Object.assign(socket, { host: to.host, port: to.port });
  };
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
  readonly code = "database_silent";

  constructor(where: string) {
    super(`The database at ${where} does not answer any more; the connection was given up.`);
  }
}
