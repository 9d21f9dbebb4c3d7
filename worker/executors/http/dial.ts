import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { parseAddress } from "./addresses.ts";
import { blockedFault, HttpFault } from "./fault.ts";
import { bareHost, type Guard, portOf } from "./guard.ts";

export type DialOptions = {
  readonly guard: Guard;
  /** Certificate authorities to trust in place of the built-in ones. */
  readonly ca?: readonly string[] | undefined;
  /** Ends the dialling, and later the socket. */
  readonly signal: AbortSignal;
};

/** Rejects as soon as the signal is aborted, for work that cannot itself be stopped. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(new HttpFault("network", "The call was ended."));
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

function once(socket: Socket, event: "connect" | "secureConnect"): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once(event, () => {
      socket.off("error", reject);
      resolve();
    });
    socket.once("error", reject);
  });
}

/** Whatever happens to a socket nobody uses any more must not end the process. */
function ignore(): void {}

async function openTcp(url: URL, addresses: readonly string[], signal: AbortSignal) {
  const answers = addresses.map((address) => ({
    address,
    family: parseAddress(address)?.family ?? 4,
  }));
  const socket = connectTcp({
    host: bareHost(url),
    port: portOf(url),
    // Never asks a resolver again: a second answer could differ from the one that was checked.
    lookup: (_host, _options, callback) => callback(null, answers),
    autoSelectFamily: true,
    signal,
  });
  socket.on("error", ignore);
  await once(socket, "connect");
  return socket.setNoDelay(true);
}

function tlsFault(error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (["ECONNRESET", "EPIPE", "ETIMEDOUT", "ABORT_ERR"].includes(code)) return error;
  const reason = /^[A-Z_0-9]+$/.test(code) ? ` (${code})` : "";
  return new HttpFault(
    "tls",
    `No trusted encrypted connection to the target could be made${reason}.`,
    { cause: error },
  );
}

async function secure(raw: Socket, url: URL, ca: readonly string[] | undefined): Promise<Socket> {
  const host = bareHost(url).replace(/\.$/, "");
  const socket = connectTls({
    socket: raw,
    host,
    // A server name must not be an address (RFC 6066); the certificate is then checked against `host`.
    ...(parseAddress(host) === null ? { servername: host } : {}),
    ...(ca === undefined ? {} : { ca: [...ca] }),
    ALPNProtocols: ["http/1.1"],
    rejectUnauthorized: true,
  });
  socket.on("error", ignore);
  try {
    await once(socket, "secureConnect");
  } catch (error) {
    throw tlsFault(error);
  }
  return socket;
}

/**
 * Connects to the host of a URL through the guard: resolve, check every answer, connect to a checked address,
 * check the socket's peer again, and only then speak TLS.
 * @throws HttpFault, or the error of the socket.
 */
export async function dial(url: URL, options: DialOptions): Promise<Socket> {
  const addresses = await unlessAborted(options.guard.admit(url), options.signal);
  const socket = await openTcp(url, addresses, options.signal);
  try {
    if (!options.guard.permits(socket.remoteAddress ?? "", portOf(url))) throw blockedFault();
    return url.protocol === "https:" ? await secure(socket, url, options.ca) : socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}
