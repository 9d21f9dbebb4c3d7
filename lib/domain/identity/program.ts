import { type Claims, textAt } from "./claims.ts";

/** Where providers write the client a token was issued to, the standard's name first. */
const CLIENT_CLAIMS = ["client_id", "azp", "appid", "cid"];

/**
 * The client id of a token that a program got for itself (client credentials), null for a token of a person. The
 * standard (RFC 9068) has the client as subject; Entra says `idtyp`, or has its object id as subject; Keycloak makes a
 * user for it; Auth0 names the grant.
 */
export function programOf(claims: Claims): string | null {
  const client = CLIENT_CLAIMS.map((name) => textAt(claims, name)).find((text) => text !== null);
  if (client === undefined || client === null) return null;
  const subject = textAt(claims, "sub");
  const isProgram =
    subject === client ||
    claims["idtyp"] === "app" ||
    (subject !== null && claims["oid"] === subject && claims["scp"] === undefined) ||
    claims["gty"] === "client-credentials" ||
    isServiceAccount(claims, client);
  return isProgram ? client : null;
}

/** People may choose names that look like it, but theirs are tokens of a session. */
function isServiceAccount(claims: Claims, client: string): boolean {
  const name = `service-account-${client}`.toLowerCase();
  return textAt(claims, "preferred_username") === name && claims["sid"] === undefined;
}
