import { replaceUnstorable } from "../sanitize.ts";

/** What a provider says about somebody, in an ID token, an access token or an answer of its userinfo endpoint. */
export type Claims = Readonly<Record<string, unknown>>;

/**
 * A claim by its name or, where there is none of that name, by a path of names with dots between, such as
 * `realm_access.roles`. Undefined when there is none.
 */
export function claimAt(claims: Claims, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  let value: unknown = claims;
  for (const name of path.split(".")) {
    if (!isObject(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}

/** The texts of a claim that is one text or a list; what is not text is left out. */
export function textsAt(claims: Claims, path: string): readonly string[] {
  const value = claimAt(claims, path);
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return items.filter((item) => typeof item === "string");
}

/** A claim that is a text with something in it, without what no database keeps. */
export function textAt(claims: Claims, path: string): string | null {
  const value = claimAt(claims, path);
  const text = typeof value === "string" ? replaceUnstorable(value).trim() : "";
  return text === "" ? null : text;
}

function isObject(value: unknown): value is Claims {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
