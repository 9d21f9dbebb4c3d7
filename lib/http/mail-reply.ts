import type { MailView } from "../contracts/mail.ts";
import { notFound } from "../domain/errors.ts";

/**
 * Foreign HTML as a page of its own, to be framed by ours: no script, no form, no link out of the frame, nothing from the
 * network, and none of our cookies within its reach, because its origin is nobody's.
 */
const POLICY = [
  "sandbox",
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "img-src data:",
  "font-src data:",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
].join("; ");

/** The HTML of a message. Throws `not_found` where it has none. */
export function mailHtmlReply({ html }: MailView): Response {
  if (html === null) throw notFound("page");
  return new Response(html, {
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Content-Security-Policy": POLICY,
      "X-Frame-Options": "SAMEORIGIN",
    },
  });
}
