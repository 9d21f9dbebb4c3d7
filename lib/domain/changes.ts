import { canonicalJson, type JsonObject, member } from "./json.ts";

/** Names of the members in which two objects differ, one that only one of them has included; in alphabetical order. */
export function changedMembers(before: JsonObject, after: JsonObject): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => said(before, name) !== said(after, name)).sort();
}

/** Both objects without the members in which they are alike. */
export function changesOf(
  before: JsonObject,
  after: JsonObject,
): { readonly before: JsonObject; readonly after: JsonObject } {
  const names = changedMembers(before, after);
  return { before: only(before, names), after: only(after, names) };
}

function said(object: JsonObject, name: string): string | null {
  const value = member(object, name);
  return value === undefined ? null : canonicalJson(value);
}

function only(object: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => names.includes(name)));
}
