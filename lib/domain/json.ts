export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

export type JsonObject = { readonly [key: string]: JsonValue };

/** Whether `value` is a JSON object: not null, not a list, and not an instance of some class. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Own member `key` of an object, undefined when it has none. Never reaches a prototype. */
export function member<T>(object: { readonly [key: string]: T }, key: string): T | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/**
 * Whether `value` could have come out of a JSON parser, at most `maxDepth` levels deep: an empty list is one level, a
 * number none. Work is bounded, so that cycles and bottomless nesting end here and every later walk may recurse.
 */
export function isJson(value: unknown, maxDepth: number): value is JsonValue {
  if (value === null || typeof value === "boolean" || typeof value === "string") return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (maxDepth < 1) return false;
  if (Array.isArray(value)) return value.every((item) => isJson(item, maxDepth - 1));
  return isObject(value) && Object.values(value).every((item) => isJson(item, maxDepth - 1));
}

/** Whether `value` holds lists or objects more than `maxDepth` levels deep. */
export function isDeeperThan(value: unknown, maxDepth: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return maxDepth < 1 || Object.values(value).some((item) => isDeeperThan(item, maxDepth - 1));
}

/** Length of `value` written as JSON in UTF-8, in bytes. `value` must be JSON. */
export function jsonSize(value: JsonValue): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}

/** JSON text that is the same for equal values, whatever the order of their members. */
export function canonicalJson(value: JsonValue): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`);
  return `{${members.join(",")}}`;
}

/** `Array.isArray` that knows read-only lists. */
export function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** `isObject` for what is known to be JSON. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return isObject(value);
}
