import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { text as textOf } from "node:stream/consumers";
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { onTestFinished } from "vitest";

/** A message as the server got it. */
export type Received = {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
  readonly mail: Email;
  readonly secure: boolean;
  readonly user: string | null;
};

/** What the server answers in place of yes: code and text. */
type Refusal = readonly [code: number, text: string];
type Judge = (address: string) => Refusal | null;

export type SmtpOptions = {
  /** Asked at MAIL FROM. */
  readonly mail?: Judge;
  /** Asked at RCPT TO. */
  readonly rcpt?: Judge;
  /** Asked when a message is complete; the server answers when this does. */
  readonly data?: (received: Received) => Promise<Refusal | null> | Refusal | null;
  readonly auth?: { readonly user: string; readonly password: string };
  readonly refuseAuth?: Refusal;
  readonly server?: SMTPServerOptions;
};

/** A mail server on loopback. */
export type TestSmtp = {
  readonly port: number;
  readonly url: string;
  readonly received: readonly Received[];
  /** Connections so far. */
  connections(): number;
  /** Connections now. */
  open(): number;
  /** Cuts every connection; not for servers with TLS. */
  cut(): void;
};

/** Starts a mail server that does as told, until the test ends. */
export async function startSmtp(options: SmtpOptions = {}): Promise<TestSmtp> {
  const { mail, rcpt, data, auth, refuseAuth } = options;
  const received: Received[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = new SMTPServer({
    disabledCommands: auth === undefined ? ["AUTH", "STARTTLS"] : ["STARTTLS"],
    allowInsecureAuth: true,
    authOptional: auth === undefined,
    disableReverseLookup: true,
    hideENHANCEDSTATUSCODES: false,
    logger: false,
    closeTimeout: 1,
    onAuth: ({ username, password }, _session, done) => {
      if (refuseAuth !== undefined) return done(refused(refuseAuth));
      if (username === auth?.user && password === auth?.password)
        return done(null, { user: username });
      return done(refused([535, "Authentication credentials invalid"]));
    },
    onMailFrom: ({ address }, _session, done) => done(refused(mail?.(address) ?? null)),
    onRcptTo: ({ address }, _session, done) => done(refused(rcpt?.(address) ?? null)),
    onData: async (stream, session, done) => {
      const raw = await textOf(stream);
      const { mailFrom, rcptTo } = session.envelope;
      const message: Received = {
        from: mailFrom === false ? "" : mailFrom.address,
        to: rcptTo.map(({ address }) => address),
        raw,
        mail: await PostalMime.parse(raw),
        secure: session.secure,
        user: session.user ?? null,
      };
      const refusal = (await data?.(message)) ?? null;
      if (refusal === null) received.push(message);
      done(refused(refusal), refusal === null ? `queued as ${received.length}` : undefined);
    },
    ...options.server,
  });
  server.on("error", () => undefined);
  server.server.on("connection", (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
  });
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const listening = server.listen(0, "127.0.0.1");
  await once(listening, "listening");
  // Not `cut`: Node dies when the socket below a TLS connection is destroyed while its handshake fails.
  onTestFinished(() => server.close());
  const { port } = listening.address() as { port: number };
  const login = auth === undefined ? "" : `${auth.user}:${auth.password}@`;
  const scheme = options.server?.secure ? "smtps" : "smtp";
  const url = `${scheme}://${login}localhost:${port}`;
  return { port, url, received, connections: () => connections, open: () => sockets.size, cut };
}

/**
 * A server that is no good: says `greeting` and then what `answer` gives to each line, in which null cuts the connection and
 * undefined keeps still.
 */
export async function startBadSmtp(
  greeting: string | null,
  answer: (line: string) => string | null | undefined = () => undefined,
): Promise<{ port: number; url: string; lines: readonly string[]; connections(): number }> {
  const lines: string[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    const say = (text: string | null | undefined): void => {
      if (text === null) socket.destroy();
      else if (text !== undefined) socket.write(`${text}\r\n`);
    };
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
    socket.on("data", (chunk) => {
      for (const line of chunk.toString().split("\r\n").slice(0, -1)) {
        lines.push(line);
        say(answer(line));
      }
    });
    say(greeting ?? undefined);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as { port: number };
  return { port, url: `smtp://localhost:${port}`, lines, connections: () => connections };
}

function refused(refusal: Refusal | null): Error | null {
  if (refusal === null) return null;
  const [responseCode, text] = refusal;
  return Object.assign(new Error(text), { responseCode });
}
