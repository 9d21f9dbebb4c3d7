import { z } from "zod";
import { id, instant, pageOf, pageQuery } from "./common.ts";

/** A message of the development mailbox, in a list. */
export const mailSummaryView = z
  .strictObject({
    id,
    receivedAt: instant,
    /** Sender and recipients as SMTP named them, so those of `bcc` too. */
    from: z.string(),
    to: z.array(z.string()),
    subject: z.string(),
    /** In bytes. */
    size: z.int(),
  })
  .meta({ id: "MailSummary" });
export type MailSummaryView = z.infer<typeof mailSummaryView>;

export const mailView = z
  .strictObject({
    ...mailSummaryView.shape,
    /** As they were sent, in their order. */
    headers: z.array(z.strictObject({ name: z.string(), value: z.string() })),
    text: z.string().nullable(),
    /** Shown safely by `…/html`. */
    html: z.string().nullable(),
    /** The run that sent it, if it says so. */
    runId: id.nullable(),
  })
  .meta({ id: "Mail" });
export type MailView = z.infer<typeof mailView>;

export const mailPage = pageOf(mailSummaryView);
export const mailListQuery = z.strictObject(pageQuery);
export type MailListQuery = z.infer<typeof mailListQuery>;
