import type { ErrorCode } from "../../../lib/domain/run-state.ts";
import { replaceUnstorable } from "../../../lib/domain/sanitize.ts";

/** Why a message was not taken. */
export type EmailFault = {
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryable: boolean;
};

/** What errors of the mail library carry; everything is optional, they come from several places. */
type MailError = Error & {
  readonly code?: unknown;
  readonly originalCode?: unknown;
  readonly response?: unknown;
  readonly responseCode?: unknown;
  readonly rejectedErrors?: unknown;
};

/** Most of what a server says that is kept. */
const MOST_SAID = 500;
const TLS_CODES = /^(?:CERT_|ERR_TLS|ERR_SSL|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH)/;

const WHAT_HAPPENED: Readonly<Record<string, string>> = {
  ECONNREFUSED: "the connection was refused",
  ECONNRESET: "the connection was cut",
  EHOSTUNREACH: "there is no way to it",
  ENETUNREACH: "there is no way to it",
  ETIMEDOUT: "it did not answer in time",
  EDNS: "its name could not be resolved",
  ECONNECTION: "it closed the connection",
  EPROTOCOL: "its answer is not SMTP",
};

/** A reply of a server in one line. */
export function oneLine(reply: string): string {
  const line = replaceUnstorable(reply.replaceAll(/[\p{Cc}\s]+/gu, " ").trim());
  return line.length <= MOST_SAID ? line : `${line.slice(0, MOST_SAID)}…`;
}

/**
 * What an error of the mail library means: replies 4xx and lost connections pass by themselves (`smtp_temporary`), replies
 * 5xx do not (`smtp_permanent`). When all recipients were refused, one that was refused for now is worth another attempt.
 * Null for what is no error of the mail library.
 */
export function faultOf(error: unknown): EmailFault | null {
  const { code, originalCode, response, rejectedErrors } = asMailError(error);
  if (typeof code !== "string") return null;
  if (isTlsError(code, originalCode)) return tlsFault(originalCode);
  if (typeof response === "string") {
    const every = Array.isArray(rejectedErrors) && rejectedErrors.length > 0;
    const isPermanent = every
      ? rejectedErrors.every((one: unknown) => isPermanentReply(asMailError(one).response))
      : isPermanentReply(response);
    return replyFault(`${stepOf(error)}: ${oneLine(response)}`, isPermanent);
  }
  if (code === "EENVELOPE" || code === "EMESSAGE")
    return replyFault(
      "The message cannot go to this mail server, which takes none so large or so addressed.",
      true,
    );
  if (code === "EAUTH")
    return replyFault("The mail server offers no way to sign in that we know.", true);
  const what = [originalCode, code].map((name) => WHAT_HAPPENED[String(name)]).find(Boolean);
  return replyFault(
    `The mail server could not be used: ${what ?? "the connection failed"}.`,
    false,
  );
}

function asMailError(error: unknown): MailError {
  return error instanceof Error ? error : new Error(String(error));
}

function replyFault(message: string, isPermanent: boolean): EmailFault {
  return {
    code: isPermanent ? "smtp_permanent" : "smtp_temporary",
    message,
    retryable: !isPermanent,
  };
}

/** 503 tells of the order of commands, not of the message. */
function isPermanentReply(response: unknown): boolean {
  return typeof response === "string" && /^5\d\d/.test(response) && !response.startsWith("503");
}

function stepOf(error: unknown): string {
  const { code, rejectedErrors } = asMailError(error);
  if (Array.isArray(rejectedErrors)) return "The mail server refused every recipient";
  switch (code) {
    case "EAUTH":
      return "The mail server refused the user or password of SMTP_URL";
    case "EENVELOPE":
      return "The mail server refused the sender";
    case "EMESSAGE":
      return "The mail server refused the message";
    default:
      return "The mail server refused the connection";
  }
}

function isTlsError(code: unknown, originalCode: unknown): boolean {
  return code === "ETLS" || (typeof originalCode === "string" && TLS_CODES.test(originalCode));
}

function tlsFault(originalCode: unknown): EmailFault {
  const why = typeof originalCode === "string" ? ` (${originalCode})` : "";
  return {
    code: "tls",
    message: `The connection to the mail server could not be secured${why}. See the options tls, verify and ca of SMTP_URL.`,
    retryable: true,
  };
}
