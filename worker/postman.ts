import type { Logger } from "pino";
import type { Mailbox } from "../lib/domain/mail-address.ts";
import type { SmtpServer } from "../lib/platform/smtp-url.ts";
import { nextAccountMail, noteAccountMailed } from "../lib/services/account-links/mail.ts";
import type { Platform } from "../lib/services/context.ts";
import { parseSender } from "./executors/email/config.ts";
import { createMailer } from "./executors/email/mailer.ts";
import { Loop } from "./loop.ts";

/** Somebody waits for it in front of a screen. */
const LOOK_MS = 2_000;

/** Sends invitations and links that set passwords; null where this worker has no mail server. */
export function createPostman(
  platform: Pick<Platform, "db" | "config">,
  mail: { readonly server: SmtpServer | null; readonly from: string | null },
  log: Logger,
): { start(): void; stop(): Promise<void> } | null {
  const sender = senderOf(mail.from, platform.config.publicUrl);
  if (mail.server === null) return null;
  const mailer = createMailer(mail.server);
  const turn = async (): Promise<number> => {
    const next = await nextAccountMail(platform);
    if (next === null) return LOOK_MS;
    const { id, to, subject, text } = next;
    try {
      await mailer.send({
        from: { ...sender },
        to: { name: "", address: to },
        subject,
        text,
        headers: { "Auto-Submitted": "auto-generated" },
        disableFileAccess: true,
        disableUrlAccess: true,
      }).done;
      await noteAccountMailed(platform, id);
    } catch (error) {
      log.warn({ err: error, link: id }, "the mail of an account was not taken, trying again");
    }
    return 0;
  };
  const loop = new Loop({ name: "account mail", turn, log });
  return {
    start: () => loop.start(),
    stop: async () => {
      await loop.stop();
      mailer.close();
    },
  };
}

function senderOf(from: string | null, publicUrl: string): Mailbox {
  const given = from === null ? null : parseSender(from);
  return given ?? { name: "Punctual", address: `punctual@${new URL(publicUrl).hostname}` };
}
