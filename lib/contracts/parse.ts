import type { z } from "zod";
import { isDeeperThan } from "../domain/json.ts";
import { type Problem, pointerTo } from "../domain/problem.ts";
import { findUnstorable } from "../domain/sanitize.ts";
import { MAX_DEPTH } from "./common.ts";

/** What came of reading an input: the value, or everything that is wrong with it. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Reads what a caller sent, at `prefix` (`/query` for query parameters). Every problem is told at once, each with
 * its JSON pointer: text that cannot be stored, nesting beyond 20 levels, and what the schema says.
 */
export function parseInput<S extends z.ZodType>(
  schema: S,
  input: unknown,
  prefix = "",
): Parsed<z.output<S>> {
  if (isDeeperThan(input, MAX_DEPTH)) {
    const message = `is nested more than ${MAX_DEPTH} levels deep`;
    return { ok: false, problems: [{ pointer: prefix, message }] };
  }
  const unstorable = findUnstorable(input, prefix);
  const result = schema.safeParse(input, { reportInput: true });
  if (result.success && unstorable.length === 0) return { ok: true, value: result.data };
  const issues = result.success ? [] : result.error.issues;
  const said = new Set(unstorable.map(({ pointer }) => pointer));
  const others = issues
    .flatMap((issue) => problemsOf(issue, prefix))
    .filter(({ pointer }) => !said.has(pointer));
  return { ok: false, problems: [...unstorable, ...others] };
}

type Issue = z.core.$ZodIssue;

function problemsOf(issue: Issue, prefix: string): Problem[] {
  const pointer = issue.path.reduce<string>((at, key) => pointerTo(at, String(key)), prefix);
  if (issue.code !== "unrecognized_keys") return [{ pointer, message: describe(issue) }];
  return issue.keys.map((key) => ({
    pointer: pointerTo(pointer, key),
    message: "is not a field of this call",
  }));
}

/** A sentence that follows the field's name. Messages of our own schemas begin in lower case and are kept. */
function describe(issue: Issue): string {
  if (issue.code !== "custom" && issue.input === undefined) return "is required";
  switch (issue.code) {
    case "invalid_type":
      return `must be ${withArticle(issue.expected)}`;
    case "invalid_value":
      return own(issue) ?? `must be ${issue.values.map((value) => String(value)).join(", ")}`;
    case "too_big":
      return own(issue) ?? `must be ${limit(issue.origin, "at most", issue.maximum)}`;
    case "too_small":
      return own(issue) ?? `must be ${limit(issue.origin, "at least", issue.minimum)}`;
    case "invalid_union":
      return unionMessage(issue);
    default:
      return own(issue) ?? "is not acceptable";
  }
}

function own(issue: Issue): string | null {
  return /^[a-z]/.test(issue.message) ? issue.message : null;
}

function limit(origin: string, word: string, amount: number | bigint): string {
  switch (origin) {
    case "string":
      return `${word} ${amount} characters long`;
    case "array":
      return `a list of ${word} ${amount} items`;
    default:
      return `${word} ${amount}`;
  }
}

function unionMessage(issue: Extract<Issue, { code: "invalid_union" }>): string {
  const options = "options" in issue && Array.isArray(issue.options) ? issue.options : [];
  return options.length === 0 ? "is not acceptable" : `must be one of ${options.join(", ")}`;
}

function withArticle(type: string): string {
  if (type === "int") return "a whole number";
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}
