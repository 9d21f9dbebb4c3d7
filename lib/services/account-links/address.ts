import type { LinkKind } from "../../platform/link-token.ts";

const PAGES: Readonly<Record<LinkKind, string>> = {
  invitation: "/invitation",
  reset: "/reset-password",
};

/** The address of a link that works once. */
export function addressOfLink(publicUrl: string, kind: LinkKind, token: string): string {
  return `${publicUrl}${PAGES[kind]}?token=${token}`;
}
