import { canonicalJson, type JsonValue, jsonSize } from "../json.ts";
import type { Problem } from "../problem.ts";
import { type PatternMatcher, patternMatcher } from "./patterns.ts";
import type { ParameterSchema } from "./types.ts";

/** Problems after this many are not looked for: nobody reads them, and a hostile body could hold a million. */
const MAX_PROBLEMS = 100;
/** JSON characters that defaults may add: a list of empty objects must not grow into gigabytes. */
const MAX_DEFAULT_SIZE = 1_048_576;

/** How far a text is still to be filled in: "whole" may become a value of any type, "text" stays text of unknown content. */
export type Opacity = "whole" | "text" | null;

type Default = { readonly name: string; readonly value: JsonValue; readonly size: number };

/** What one validation carries along. Its work is linear in the value, whatever the schema: hence the caches by schema. */
export type Walk = {
  /** The outermost schema: it refuses members it does not name even where it names none. */
  readonly root: ParameterSchema;
  readonly problems: readonly Problem[];
  readonly match: PatternMatcher;
  readonly opacity: (text: string) => Opacity;
  readonly report: (pointer: string, message: string) => void;
  readonly isFull: () => boolean;
  /** Whether `value` is among the choices; `key` is the object of the schema that lists them. */
  readonly isChoice: (
    key: object,
    choices: () => readonly JsonValue[],
    value: JsonValue,
  ) => boolean;
  /** Defaults and fixed values of a schema's properties. */
  readonly defaultsOf: (schema: ParameterSchema) => readonly Default[];
  /** Whether defaults of this size may still be filled in; takes them off what is left. */
  readonly affords: (size: number) => boolean;
};

/** A walk that has seen nothing yet. */
export function startWalk(root: ParameterSchema, opacity: (text: string) => Opacity): Walk {
  const problems: Problem[] = [];
  const choiceSets = new Map<object, ReadonlySet<string>>();
  const defaults = new Map<ParameterSchema, readonly Default[]>();
  let defaultSizeLeft = MAX_DEFAULT_SIZE;
  return {
    root,
    problems,
    match: patternMatcher(),
    opacity,
    report: (pointer, message) => {
      if (problems.length < MAX_PROBLEMS) problems.push({ pointer, message });
    },
    isFull: () => problems.length >= MAX_PROBLEMS,
    isChoice: (key, choices, value) =>
      remember(choiceSets, key, () => new Set(choices().map(canonicalJson))).has(
        canonicalJson(value),
      ),
    defaultsOf: (schema) => remember(defaults, schema, () => readDefaults(schema)),
    affords: (size) => {
      defaultSizeLeft -= size;
      return defaultSizeLeft >= 0;
    },
  };
}

function readDefaults({ properties }: ParameterSchema): Default[] {
  return Object.entries(properties ?? {}).flatMap(([name, property]) => {
    const value = property.const === undefined ? property.default : property.const;
    return value === undefined ? [] : [{ name, value, size: name.length + jsonSize(value) }];
  });
}

function remember<K, V>(cache: Map<K, V>, key: K, make: () => V): V {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const made = make();
  cache.set(key, made);
  return made;
}
