import { readFileSync } from "node:fs";
import type { Readable } from "node:stream";
import { createTransport, type SendMailOptions } from "nodemailer";
import type { SmtpServer } from "../../../lib/platform/smtp-url.ts";

/** What the server said to a message it took for at least one recipient. */
export type Sent = {
  readonly messageId: string;
  readonly accepted: readonly string[];
  readonly rejected: readonly string[];
  /** Why each of the rejected was, in their order. */
  readonly reasons: readonly string[];
  readonly response: string;
};

/** A message on its way. */
export type Sending = {
  /** Rejects with the library's error. */
  readonly done: Promise<Sent>;
  /** Whether the server may have the message, or a part of it. */
  isUnderWay(): boolean;
  /** Closes the connection that carries it; `done` rejects. */
  abort(): void;
};

/** Connections to the one mail server, kept for a while between messages. */
export type Mailer = {
  send(message: SendMailOptions): Sending;
  close(): void;
};

/** Shorter than what servers and routers in between grant a connection that says nothing. */
const IDLE_MS = 30_000;

/** Opens the connections as messages need them. Throws where the file of authorities cannot be read. */
export function createMailer(server: SmtpServer): Mailer {
  const { host, port, secure, tls, verify, ca, auth, connections } = server;
  const transport = createTransport({
    pool: true,
    host,
    port,
    secure,
    requireTLS: !secure && tls === "required",
    ignoreTLS: !secure && tls === "none",
    tls: { rejectUnauthorized: verify, ...(ca === null ? {} : { ca: readFileSync(ca) }) },
    ...(auth === null ? {} : { auth: { user: auth.user, pass: auth.password }, forceAuth: true }),
    maxConnections: connections,
    idleTimeout: IDLE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const bodies = new WeakMap<AbortSignal, Readable>();
  transport.use("stream", (mail, done) => {
    const { signal } = mail.data;
    mail.message.processFunc((body: Readable) => {
      if (signal !== undefined) bodies.set(signal, body);
      return body;
    });
    done();
  });

  return {
    send: (message) => {
      const { signal, abort } = controllerOf();
      const done = transport.sendMail({ ...message, signal }).then((info) => ({
        messageId: info.messageId,
        accepted: info.accepted,
        rejected: info.rejected,
        reasons: (info.rejectedErrors ?? []).map((error) => error.response ?? error.message),
        response: info.response,
      }));
      // The body is read once the server has asked for it.
      return { done, abort, isUnderWay: () => bodies.get(signal)?.readableDidRead === true };
    },
    close: () => transport.close(),
  };
}

function controllerOf(): { signal: AbortSignal; abort: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}
