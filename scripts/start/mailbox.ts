import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import PostalMime from "postal-mime";
import { SMTPServer } from "smtp-server";
import { keepMail } from "../../lib/platform/mailbox-folder.ts";

const LOOPBACK = "127.0.0.1";
const LARGEST_BYTES = 10 * 1024 * 1024;

export type Mailbox = Readonly<{
  /** As `SMTP_URL` takes it. */
  url: string;
  stop(): void;
}>;

/** Takes every message on a free port of loopback, keeps it in the folder, and delivers none. */
export async function startMailbox(folder: string, log: (text: string) => void): Promise<Mailbox> {
  const server = new SMTPServer({
    name: "punctual",
    banner: "development mailbox",
    size: LARGEST_BYTES,
    rejectOversized: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 1000,
    onData: (stream, { envelope }, done) => {
      buffer(stream)
        .then(async (raw) => {
          if (stream.sizeExceeded) return;
          const { mailFrom, rcptTo } = envelope;
          keepMail(folder, raw, {
            receivedAt: new Date().toISOString(),
            from: mailFrom === false ? "" : mailFrom.address,
            to: rcptTo.map(({ address }) => address),
            subject: await subjectOf(raw),
            size: raw.length,
          });
        })
        .then(
          () => done(),
          (error: Error) => {
            log(`The mailbox could not keep a message: ${error.message}`);
            done(error);
          },
        );
    },
  });
  server.on("error", (error: Error) => log(`The mailbox: ${error.message}`));
  const listening = server.listen(0, LOOPBACK);
  await once(listening, "listening");
  const { port } = listening.address() as AddressInfo;
  return { url: `smtp://${LOOPBACK}:${port}`, stop: () => server.close() };
}

/** A message that cannot be read is kept all the same. */
async function subjectOf(raw: Buffer): Promise<string> {
  const { subject } = await PostalMime.parse(raw).catch(() => ({ subject: "" }));
  return subject ?? "";
}
