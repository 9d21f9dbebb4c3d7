import { type Claims, textsAt } from "./claims.ts";

/** From most to least: of several that somebody is given, the first counts. */
const BY_RANK = ["admin", "owner", "editor", "operator", "viewer", "member"] as const;

/** Which values of a claim make somebody what. */
export type RoleRule = {
  /** Name or path of the claim, a text or a list of them. */
  readonly claim: string;
  readonly map: readonly { readonly value: string; readonly grant: (typeof BY_RANK)[number] }[];
  /** What becomes of those who have none of the values. */
  readonly otherwise: "member" | "refuse";
};

export type GrantedRole = {
  readonly role: "admin" | "member";
  /** Role in the first project; null says nothing about it. */
  readonly projectRole: "owner" | "editor" | "operator" | "viewer" | null;
};

/** What the claims make of somebody; null when nobody with such claims may enter. */
export function grantedRole(claims: Claims, rule: RoleRule): GrantedRole | null {
  const values = textsAt(claims, rule.claim);
  const grants = rule.map.filter(({ value }) => values.includes(value)).map(({ grant }) => grant);
  const best = BY_RANK.find((grant) => grants.includes(grant));
  if (best === undefined && rule.otherwise === "refuse") return null;
  if (best === "admin") return { role: "admin", projectRole: "owner" };
  if (best === undefined || best === "member") return { role: "member", projectRole: null };
  return { role: "member", projectRole: best };
}
