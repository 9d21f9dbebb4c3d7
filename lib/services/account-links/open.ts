import { findOpenLink, type LinkRow } from "../../../db/queries/account-links.ts";
import { invalid, type ServiceError } from "../../domain/errors.ts";
import { hashLinkToken, type LinkKind } from "../../platform/link-token.ts";
import type { Context } from "../context.ts";

/** The link of this kind whose token was given. Throws `invalid` for one that does not work, or no longer. */
export async function requireOpenLink(
  { db, config }: Pick<Context, "db" | "config">,
  kind: LinkKind,
  token: string,
): Promise<LinkRow> {
  const link = await findOpenLink(db, kind, hashLinkToken(kind, token, config.authSecret));
  if (link === undefined) throw deadLink();
  return link;
}

/** What is said of a link that was used, withdrawn, replaced, has expired or never was. */
export function deadLink(): ServiceError {
  const message = "does not work, or no longer: links work once and for a while. Ask for a new one";
  return invalid([{ pointer: "/token", message }]);
}
