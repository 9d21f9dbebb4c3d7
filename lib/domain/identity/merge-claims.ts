import type { Claims } from "./claims.ts";

/**
 * What ID token and userinfo say together: the signed one counts where they differ. Whether the address is verified is
 * taken from whoever names the address, and a no of either is a no: a word on one address says nothing of another.
 */
export function mergeClaims(idToken: Claims, userinfo: Claims): Claims {
  const merged: Record<string, unknown> = { ...userinfo, ...idToken };
  const source = Object.hasOwn(idToken, "email") ? idToken : userinfo;
  const said = [idToken, userinfo].map((claims) => claims["email_verified"]);
  const isDenied = said.some((word) => word !== undefined && word !== true && word !== "true");
  const word = isDenied ? false : source["email_verified"];
  delete merged["email_verified"];
  return word === undefined ? merged : { ...merged, email_verified: word };
}
