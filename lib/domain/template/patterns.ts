import { RE2JS, RE2JSException } from "re2js";

/** Longest pattern, in characters. */
export const MAX_PATTERN_LENGTH = 500;
/** Largest compiled pattern, in instructions: `(a{30}){30}` fits, towers of repetition do not. */
const MAX_PROGRAM_SIZE = 1000;
/** Instructions × characters one validation may spend, about 20 ms where no shortcut of the engine helps. */
const WORK_BUDGET = 1_000_000;

export type PatternVerdict = "matches" | "differs" | "too_costly";
export type PatternMatcher = (pattern: string, text: string) => PatternVerdict;

/** What is wrong with a pattern, null if nothing. Syntax is RE2: linear time, so no look-around and no back-references. */
export function patternProblem(pattern: string): string | null {
  if (pattern.length > MAX_PATTERN_LENGTH) return `is longer than ${MAX_PATTERN_LENGTH} characters`;
  const compiled = compile(pattern);
  if (typeof compiled === "string") return compiled;
  return compiled.programSize() > MAX_PROGRAM_SIZE ? "repeats too much; make it simpler" : null;
}

/** A matcher that compiles each pattern once and bounds the work of all its calls together. */
export function patternMatcher(): PatternMatcher {
  const cache = new Map<string, RE2JS | null>();
  let left = WORK_BUDGET;
  return (pattern, text) => {
    const known = cache.get(pattern);
    const compiled = known === undefined ? usable(pattern) : known;
    cache.set(pattern, compiled);
    if (compiled === null) return "too_costly";
    left -= compiled.programSize() * text.length;
    if (left < 0) return "too_costly";
    return compiled.matcher(text).find() ? "matches" : "differs";
  };
}

function usable(pattern: string): RE2JS | null {
  const compiled = compile(pattern);
  return typeof compiled === "string" || compiled.programSize() > MAX_PROGRAM_SIZE
    ? null
    : compiled;
}

function compile(pattern: string): RE2JS | string {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return `is not a pattern of RE2 syntax (${error.message}); look-around and back-references are not supported`;
  }
}
