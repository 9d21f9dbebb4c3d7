import { isObject, type JsonObject, type JsonValue } from "./json.ts";

/**
 * A merge patch (RFC 7396) applied to an object: members of the patch replace those of the target, null removes,
 * objects merge in their turn. Members named in `whole` are replaced as they are. A patch member that is undefined is absent.
 */
export function mergePatch(
  target: JsonObject,
  patch: Readonly<Record<string, unknown>>,
  whole: readonly string[] = [],
): JsonObject {
  const merged = new Map(Object.entries(target));
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined) continue;
    if (value === null) merged.delete(key);
    else
      merged.set(key, whole.includes(key) ? (value as JsonValue) : merge(merged.get(key), value));
  }
  return Object.fromEntries(merged);
}

function merge(target: JsonValue | undefined, patch: unknown): JsonValue {
  if (!isObject(patch)) return patch as JsonValue;
  return mergePatch(isObject(target) ? (target as JsonObject) : {}, patch);
}
