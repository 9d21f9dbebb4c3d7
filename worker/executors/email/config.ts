import { domainToASCII } from "node:url";
import { z } from "zod";
import {
  isHeaderText,
  type Mailbox,
  parseMailbox,
  parseMailboxes,
} from "../../../lib/domain/mail-address.ts";

/** A rendered `email` configuration, checked; host names of addresses are in their ASCII form. */
export type EmailConfig = {
  /** Null where the installation's own sender is meant. */
  readonly from: Mailbox | null;
  readonly to: readonly Mailbox[];
  readonly cc: readonly Mailbox[];
  readonly bcc: readonly Mailbox[];
  readonly subject: string;
  readonly text: string | null;
  readonly html: string | null;
};

export type ParsedConfig =
  | { readonly ok: true; readonly config: EmailConfig }
  | { readonly ok: false; readonly problem: string };

/** In each field. */
const MOST_RECIPIENTS = 100;

const ADDRESSES = z.union([z.string(), z.array(z.string()).min(1).max(100)]);

const SCHEMA = z.strictObject({
  to: ADDRESSES,
  cc: ADDRESSES.nullish(),
  bcc: ADDRESSES.nullish(),
  subject: z.string().min(1).max(998),
  text: z.string().max(200_000).nullish(),
  html: z.string().max(200_000).nullish(),
  from: z.string().nullish(),
});

/** Thrown and caught in this file alone. */
class ConfigProblem extends Error {}

/**
 * Checks a rendered configuration (api.md, executor configurations); an absent option may also be null, a blank `cc`,
 * `bcc` or `from` counts as absent. Nothing that could end a header gets through.
 */
export function parseEmailConfig(value: unknown): ParsedConfig {
  const parsed = SCHEMA.safeParse(value);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      (issue) => `${issue.path.join(".") || "configuration"}: ${issue.message}`,
    );
    return { ok: false, problem: problems.join("; ") };
  }
  try {
    return { ok: true, config: fromInput(parsed.data) };
  } catch (error) {
    if (error instanceof ConfigProblem) return { ok: false, problem: error.message };
    throw error;
  }
}

/** One address as a message takes it; null where it is none. */
export function parseSender(text: string): Mailbox | null {
  const found = parseMailbox(text);
  return found === null ? null : inAscii(found);
}

function fromInput(input: z.infer<typeof SCHEMA>): EmailConfig {
  if (!isHeaderText(input.subject))
    throw new ConfigProblem("subject: must be a single line without control characters");
  return {
    from: isBlank(input.from) ? null : senderOf(input.from),
    to: recipientsOf("to", input.to),
    cc: isBlank(input.cc) ? [] : recipientsOf("cc", input.cc),
    bcc: isBlank(input.bcc) ? [] : recipientsOf("bcc", input.bcc),
    subject: input.subject,
    text: input.text ?? null,
    html: input.html ?? null,
  };
}

function isBlank(value: unknown): value is null | undefined {
  return value === null || value === undefined || (typeof value === "string" && !value.trim());
}

function senderOf(text: string): Mailbox {
  const sender = parseSender(text);
  if (sender !== null) return sender;
  throw new ConfigProblem("from: must be one e-mail address, such as Ops <ops@example.com>");
}

/** Each text may hold several addresses. */
function recipientsOf(field: string, value: string | readonly string[]): readonly Mailbox[] {
  const texts = typeof value === "string" ? [value] : value;
  const found = texts.flatMap((text) => parseMailboxes(text)?.map(inAscii) ?? [null]);
  const mailboxes = found.filter((one) => one !== null);
  if (mailboxes.length === found.length && found.length <= MOST_RECIPIENTS) return mailboxes;
  throw new ConfigProblem(
    `${field}: must hold e-mail addresses, such as ops@example.com or Ops <ops@example.com>, ${MOST_RECIPIENTS} at most`,
  );
}

function inAscii({ name, address }: Mailbox): Mailbox | null {
  const at = address.lastIndexOf("@");
  const domain = domainToASCII(address.slice(at + 1));
  return domain === "" ? null : { name, address: `${address.slice(0, at)}@${domain}` };
}
