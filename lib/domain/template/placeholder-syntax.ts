import type { JsonValue } from "../json.ts";

/** `name: argument` after a bar. */
export type FilterCall = { readonly name: string; readonly argument: JsonValue | undefined };

/** What stands between `{{` and `}}`: a name or a literal, and filters applied from left to right. */
export type Expression = {
  /** As written, for messages. */
  readonly source: string;
  readonly operand:
    | { readonly kind: "name"; readonly path: readonly string[] }
    | { readonly kind: "literal"; readonly value: JsonValue };
  readonly filters: readonly FilterCall[];
};

export type Part = string | Expression;

export type Parsed =
  | { readonly ok: true; readonly parts: readonly Part[] }
  | { readonly ok: false; readonly message: string };

const OPEN = "{{";
const CLOSE = "}}";
const HELP = 'write {{ name }}, {{ name | filter }} or {{ name | filter: "argument" }}';

// Sticky and without overlapping repetition, so that every one of them takes linear time.
const SPACE = /\s*/y;
const NAME = /[A-Za-z_][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*/y;
const LITERAL = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|(?:true|false|null)(?![A-Za-z0-9_.-])/y;

/** Whether a text holds anything to be filled in (or something that looks like it). */
export function hasPlaceholder(text: string): boolean {
  return text.includes(OPEN);
}

/** The text cut into plain pieces and placeholders. A literal `{{` is written `{{ "{{" }}`. */
export function parsePlaceholders(text: string): Parsed {
  const parts: Part[] = [];
  let at = 0;
  for (;;) {
    const start = text.indexOf(OPEN, at);
    const plain = text.slice(at, start < 0 ? undefined : start);
    if (plain !== "") parts.push(plain);
    if (start < 0) return { ok: true, parts };
    const reader = { text, at: start + OPEN.length };
    const expression = readExpression(reader, start);
    if (expression === null) return { ok: false, message: complaint(text, start) };
    parts.push(expression);
    at = reader.at;
  }
}

/** The placeholder a text consists of, null when there is anything else in it. */
export function wholePlaceholder(parts: readonly Part[]): Expression | null {
  const [first] = parts;
  return parts.length === 1 && typeof first === "object" ? first : null;
}

type Reader = { readonly text: string; at: number };

function readExpression(reader: Reader, start: number): Expression | null {
  const operand = readOperand(reader);
  if (operand === null) return null;
  const filters: FilterCall[] = [];
  while (eat(reader, "|")) {
    const filter = readFilter(reader);
    if (filter === null) return null;
    filters.push(filter);
  }
  if (!eat(reader, CLOSE)) return null;
  return { source: reader.text.slice(start, reader.at), operand, filters };
}

function readOperand(reader: Reader): Expression["operand"] | null {
  const literal = readLiteral(reader);
  if (literal !== undefined) return { kind: "literal", value: literal };
  const name = take(reader, NAME);
  return name === null ? null : { kind: "name", path: name.split(".") };
}

function readFilter(reader: Reader): FilterCall | null {
  const name = take(reader, NAME);
  if (name === null) return null;
  if (!eat(reader, ":")) return { name, argument: undefined };
  const argument = readLiteral(reader);
  return argument === undefined ? null : { name, argument };
}

function readLiteral(reader: Reader): JsonValue | undefined {
  const source = take(reader, LITERAL);
  if (source === null) return undefined;
  try {
    return JSON.parse(source) as JsonValue;
  } catch {
    return undefined;
  }
}

function take(reader: Reader, pattern: RegExp): string | null {
  skipSpace(reader);
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.text)?.[0];
  if (found === undefined) return null;
  reader.at += found.length;
  return found;
}

function eat(reader: Reader, token: string): boolean {
  skipSpace(reader);
  if (!reader.text.startsWith(token, reader.at)) return false;
  reader.at += token.length;
  return true;
}

function skipSpace(reader: Reader): void {
  SPACE.lastIndex = reader.at;
  reader.at += SPACE.exec(reader.text)?.[0].length ?? 0;
}

function complaint(text: string, start: number): string {
  const end = text.indexOf(CLOSE, start);
  if (end < 0)
    return `has a {{ that is never closed; for the two braces themselves write {{ "{{" }}`;
  const shown = text.slice(start, Math.min(end + CLOSE.length, start + 80));
  return `cannot read ${shown}; ${HELP}`;
}
