import { type DueMail, noteMailed, takeDueMail } from "../../../db/queries/account-links.ts";
import { issueLinkToken } from "../../platform/link-token.ts";
import type { Platform } from "../context.ts";
import { addressOfLink } from "./address.ts";

/** Half an hour and more, in growing pauses. */
const ATTEMPTS = 8;

type Running = Pick<Platform, "db" | "config">;

/** A message that is to go out now. */
export type AccountMail = {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
};

/**
 * Takes the next invitation or password link whose mail is due; null when none is. Its token is made here, so that no
 * queue holds a link that works, and every attempt carries a new one.
 */
export async function nextAccountMail({ db, config }: Running): Promise<AccountMail | null> {
  let token = "";
  const due = await takeDueMail(db, {
    attempts: ATTEMPTS,
    hashFor: (kind) => {
      const issued = issueLinkToken(kind, config.authSecret);
      token = issued.text;
      return issued.hash;
    },
  });
  if (due === undefined) return null;
  const address = addressOfLink(config.publicUrl, due.kind, token);
  return { id: due.id, to: due.email, ...wordsOf(due, address, config.publicUrl) };
}

/** The mail server took it. */
export function noteAccountMailed({ db }: Pick<Platform, "db">, id: string): Promise<void> {
  return noteMailed(db, id);
}

function wordsOf({ kind, createdBy, projectName }: DueMail, address: string, publicUrl: string) {
  if (kind === "reset") {
    return {
      subject: "Set a new password for Punctual",
      text: `Somebody, hopefully you, asked to set a new password for your account at ${publicUrl}.\n\nThis link does it. It works once, for 30 minutes:\n\n${address}\n\nIf it was not you, do nothing: your password stays as it is.\n`,
    };
  }
  const who = oneLine(createdBy ?? "An administrator");
  const where = projectName === null ? "" : ` and join the project ${oneLine(projectName)}`;
  return {
    subject: "You are invited to Punctual",
    text: `${who} invites you to make an account at ${publicUrl}${where}.\n\nThis link works once, for seven days:\n\n${address}\n\nIf you expected no invitation, do nothing.\n`,
  };
}

/** Names are other people's text: no line of theirs passes for one of ours. */
function oneLine(text: string): string {
  return text
    .replaceAll(/[\p{C}\s]+/gu, " ")
    .trim()
    .slice(0, 100);
}
