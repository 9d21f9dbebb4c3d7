import { isList, type JsonObject, type JsonValue } from "../json.ts";
import { MASKED_SECRET } from "../template/secrets.ts";
import { type Automaton, buildAutomaton } from "./automaton.ts";
import { formsOf } from "./forms.ts";
import { type MaskedLines, openLines } from "./lines.ts";

/** Covers some secrets wherever they stand. */
export type Masker = {
  /** The text with every form of every secret replaced by `***`. `cut`: its end may be in the middle of one. */
  text(text: string, cut?: boolean): string;
  /** The value with every text in it, member names too, masked, and numbers that show a secret. */
  deep(value: JsonValue): JsonValue;
  /** Masks texts that follow each other, also what stands across their borders. */
  lines(): MaskedLines;
};

/** A masker of some secrets; null when none of them is long enough to be masked. */
export function createMasker(secrets: Iterable<string>): Masker | null {
  const forms = new Set<string>();
  for (const secret of secrets) for (const form of formsOf(secret)) forms.add(form);
  return forms.size === 0 ? null : maskerOf(buildAutomaton(forms));
}

function maskerOf(automaton: Automaton): Masker {
  const text = (given: string, cut = false): string => {
    const lines = openLines(automaton);
    return [...lines.write(given), ...lines.end(cut)].join("");
  };
  return {
    text,
    deep: (value) => maskDeep(value, text, isCut(value)),
    lines: () => openLines(automaton),
  };
}

type MaskText = (text: string, cut?: boolean) => string;

function maskDeep(value: JsonValue, mask: MaskText, cut: boolean): JsonValue {
  if (typeof value === "string") return mask(value, cut);
  if (typeof value === "number")
    return mask(String(value)) === String(value) ? value : MASKED_SECRET;
  if (typeof value !== "object" || value === null) return value;
  if (isList(value)) return value.map((item) => maskDeep(item, mask, cut));
  const masked: Record<string, JsonValue> = Object.create(null);
  for (const [name, item] of Object.entries(value))
    masked[freeName(mask(name), masked)] = maskDeep(item, mask, cut);
  return Object.fromEntries(Object.entries(masked));
}

/** Results say `truncated` of texts that were cut off somewhere. */
function isCut(value: JsonValue): boolean {
  return typeof value === "object" && value !== null && (value as JsonObject)["truncated"] === true;
}

/** Names that become the same by masking are told apart by a number. */
function freeName(name: string, taken: { readonly [name: string]: JsonValue }): string {
  let free = name;
  for (let number = 2; free in taken; number += 1) free = `${name} ${number}`;
  return free;
}
