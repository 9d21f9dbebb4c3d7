import type { Page } from "../../contracts/common.ts";
import type { MailListQuery, MailSummaryView } from "../../contracts/mail.ts";
import { listMail } from "../../platform/mailbox-folder.ts";
import type { Context } from "../context.ts";
import { answerPage } from "../page.ts";
import { enterMailbox } from "./folder.ts";

/** A page of what the development mailbox received, newest first. Administrators only. Throws `not_found` without one. */
export async function listMailbox(
  ctx: Context,
  query: MailListQuery,
): Promise<Page<MailSummaryView>> {
  const folder = enterMailbox(ctx);
  return answerPage(query, {
    read: async ({ after, limit }) => {
      const all = await listMail(folder);
      return all.filter(({ id }) => after === undefined || id < after.id).slice(0, limit);
    },
    keyOf: ({ id, receivedAt }) => ({ createdAt: Date.parse(receivedAt), id }),
    view: (mails) => mails,
  });
}
