import { isEmail } from "./template/formats.ts";

/** An address of a message with the name shown beside it; the name may be empty. */
export type Mailbox = { readonly name: string; readonly address: string };

/** What a message may have in one of its fields. */
const MOST_ADDRESSES = 100;
const MOST_LOCAL = 64;
const LOCAL = /^[^.]+(?:\.[^.]+)*$/;
const LABEL = /^[\p{L}\p{M}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?$/u;

/**
 * Whether a text can stand in a header as it is: nothing that ends a line, in any program's eyes, and no other control
 * character.
 */
export function isHeaderText(text: string): boolean {
  return !/[\p{Cc}\u2028\u2029]/u.test(text);
}

/** One address, plain or as `Name <address>` or `"Name" <address>`, the only form for names with commas; else null. */
export function parseMailbox(text: string): Mailbox | null {
  const trimmed = text.trim();
  if (!isHeaderText(trimmed)) return null;
  if (!trimmed.endsWith(">")) return mailbox("", trimmed);
  const open = trimmed.lastIndexOf("<");
  if (open < 0) return null;
  const name = displayName(trimmed.slice(0, open).trim());
  return name === null ? null : mailbox(name, trimmed.slice(open + 1, -1));
}

/** Addresses with commas between them, at most 100; null when there is none or one of them is wrong. */
export function parseMailboxes(text: string): readonly Mailbox[] | null {
  const parts = splitAtCommas(text);
  if (parts.length > MOST_ADDRESSES) return null;
  const found = parts.flatMap((part) => parseMailbox(part) ?? []);
  return found.length === parts.length ? found : null;
}

function mailbox(name: string, address: string): Mailbox | null {
  const at = address.lastIndexOf("@");
  const local = address.slice(0, at);
  const labels = address.slice(at + 1).split(".");
  const isSound =
    isEmail(address) &&
    local.length <= MOST_LOCAL &&
    LOCAL.test(local) &&
    !/\p{Cf}/u.test(address) &&
    labels.every((label) => label.length <= 63 && LABEL.test(label));
  return isSound ? { name, address } : null;
}

/** What a name means without its quotes; null where they do not match, or where it could be taken for an address. */
function displayName(text: string): string | null {
  if (!text.startsWith('"')) return /["<>,]/.test(text) ? null : text;
  const inner = text.slice(1, -1);
  const isQuoted = text.length > 1 && text.endsWith('"') && /^(?:[^"\\]|\\.)*$/.test(inner);
  return isQuoted ? inner.replaceAll(/\\(.)/g, "$1") : null;
}

/** Commas in quotes or angle brackets belong to an address. */
function splitAtCommas(text: string): string[] {
  const parts: string[] = [];
  let part = "";
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (quoted && char === "\\") {
      at += 1;
      part += char + text.charAt(at);
      continue;
    }
    if (char === '"') quoted = !quoted;
    if (char === "," && !quoted) {
      parts.push(part);
      part = "";
    } else {
      part += char;
    }
  }
  return [...parts, part];
}
