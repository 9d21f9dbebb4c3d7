import type { JsonValue } from "./json.ts";
import { type Problem, pointerTo } from "./problem.ts";

const NUL = "\u0000";
const REPLACEMENT = "\uFFFD";
const CUT = "[nested too deeply]";

/** Whether PostgreSQL can keep this text: no NUL, no half of a surrogate pair. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes(NUL);
}

/** The text with NUL and lone surrogates replaced by U+FFFD, for output of others that must be stored whatever it holds. */
export function replaceUnstorable(text: string): string {
  return text.toWellFormed().replaceAll(NUL, REPLACEMENT);
}

/**
 * The value with every text in it, member names too, made storable. Lists and objects more than `maxDepth` levels deep
 * become a text that says so; what JSON cannot write becomes null.
 */
export function replaceUnstorableDeep(value: unknown, maxDepth: number): JsonValue {
  if (typeof value === "string") return replaceUnstorable(value);
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "boolean") return value;
  if (typeof value !== "object" || value === null) return null;
  if (maxDepth < 1) return CUT;
  if (Array.isArray(value)) return value.map((item) => replaceUnstorableDeep(item, maxDepth - 1));
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [replaceUnstorable(key), replaceUnstorableDeep(item, maxDepth - 1)]),
  );
}

/** Where in an input NUL or lone surrogates stand; for refusing it. `value` must not be deeper than the call stack. */
export function findUnstorable(value: unknown, pointer = ""): Problem[] {
  if (typeof value === "string") {
    const message = "holds a NUL character or half of a surrogate pair, which cannot be stored";
    return isStorable(value) ? [] : [{ pointer, message }];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [
    ...(Array.isArray(value) ? [] : nameProblems(key, pointer)),
    ...findUnstorable(item, pointerTo(pointer, replaceUnstorable(key))),
  ]);
}

function nameProblems(key: string, pointer: string): Problem[] {
  const message = `has a member name (${replaceUnstorable(key)}) with a character that cannot be stored`;
  return isStorable(key) ? [] : [{ pointer, message }];
}
