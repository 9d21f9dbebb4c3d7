import type { SendMailOptions } from "nodemailer";
import type { Mailbox } from "../../../lib/domain/mail-address.ts";
import type { Execution } from "../executor.ts";
import type { EmailConfig } from "./config.ts";

/** Everyone a message goes to, each once. */
export function recipientsOf({ to, cc, bcc }: EmailConfig): readonly string[] {
  return [...new Set([...to, ...cc, ...bcc].map(({ address }) => address))];
}

/**
 * The message of an attempt, `now` being its date. All attempts of a run carry the same Message-ID, so that mail systems
 * that have seen it take a repetition for what it is.
 */
export function messageOf(
  config: EmailConfig,
  sender: Mailbox,
  { runId, attempt }: Pick<Execution, "runId" | "attempt">,
  now: number,
): SendMailOptions {
  const { to, cc, bcc, subject, text, html } = config;
  return {
    from: { ...sender },
    to: copies(to),
    cc: copies(cc),
    bcc: copies(bcc),
    subject,
    ...(text === null && html !== null ? {} : { text: text ?? "" }),
    ...(html === null ? {} : { html }),
    messageId: messageIdOf(runId, sender),
    date: new Date(now),
    headers: {
      "X-Punctual-Run-Id": runId,
      "X-Punctual-Attempt": String(attempt),
      // Absence notes must not answer (RFC 3834).
      "Auto-Submitted": "auto-generated",
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** The library writes into what it is given. */
function copies(mailboxes: readonly Mailbox[]): { name: string; address: string }[] {
  return mailboxes.map((mailbox) => ({ ...mailbox }));
}

function messageIdOf(runId: string, { address }: Mailbox): string {
  return `<${runId}@${address.slice(address.lastIndexOf("@") + 1)}>`;
}
