import PostalMime from "postal-mime";
import type { MailView } from "../../contracts/mail.ts";
import { notFound } from "../../domain/errors.ts";
import { readMail } from "../../platform/mailbox-folder.ts";
import type { Context } from "../context.ts";
import { isId } from "../page.ts";
import { enterMailbox } from "./folder.ts";

/** A message of the development mailbox. Administrators only. Throws `not_found`. */
export async function getMail(ctx: Context, id: string): Promise<MailView> {
  const folder = enterMailbox(ctx);
  const found = isId(id) ? await readMail(folder, id.toLowerCase()) : null;
  if (found === null) throw notFound("message");
  const { headers, text, html } = await PostalMime.parse(found.raw);
  const runId = headers.find(({ key }) => key === "x-punctual-run-id")?.value ?? "";
  return {
    ...found.kept,
    headers: headers.map(({ originalKey, value }) => ({ name: originalKey, value })),
    text: text ?? null,
    html: html ?? null,
    runId: isId(runId) ? runId : null,
  };
}
