import type { JsonValue } from "../../lib/domain/json.ts";

/** Text of a number field as its value: a number where it is one, else the text itself, which the rules then refuse. */
export function numberFromText(text: string): JsonValue | undefined {
  const trimmed = text.trim();
  if (trimmed === "") return undefined;
  const value = Number(trimmed);
  return Number.isFinite(value) ? value : text;
}

/** Text of a JSON field as its value; what is no JSON stays text. */
export function jsonFromText(text: string): JsonValue | undefined {
  if (text.trim() === "") return undefined;
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}

/** A JSON value as a field shows it, so that reading it back gives the same. */
export function textFromJson(value: JsonValue | undefined): string {
  if (value === undefined) return "";
  if (typeof value === "string" && jsonFromText(value) === value) return value;
  return JSON.stringify(value, null, 2);
}

export function textOf(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
