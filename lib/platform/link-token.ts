import { randomBytes } from "node:crypto";
import { keyedHash } from "./sealed.ts";

/** What a link is for: to make an account, or to set a password. */
export type LinkKind = "invitation" | "reset";

const PREFIXES: Readonly<Record<LinkKind, string>> = { invitation: "pci_", reset: "pcr_" };

/** The text of a link, and what is kept of it. */
export type IssuedLink = { readonly text: string; readonly hash: string };

/** Makes the secret part of a link that works once. */
export function issueLinkToken(kind: LinkKind, authSecret: string): IssuedLink {
  const text = `${PREFIXES[kind]}${randomBytes(32).toString("base64url")}`;
  return { text, hash: hashLinkToken(kind, text, authSecret) };
}

/** What is kept of a link's text; looked up by it, so there is nothing to compare. One kind never passes for the other. */
export function hashLinkToken(kind: LinkKind, text: string, authSecret: string): string {
  return keyedHash(text, authSecret, `link-${kind}`);
}
