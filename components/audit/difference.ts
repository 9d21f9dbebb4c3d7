import { isObject } from "../../lib/domain/json.ts";

/** One field of what was changed; null where a side does not have it. */
export type DifferenceLine = {
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
};

/** What was before and after, field by field, each as text; a value that is no object is one line without a name. */
export function differenceOf(before: unknown, after: unknown): readonly DifferenceLine[] {
  if (before === null && after === null) return [];
  if (![before, after].every((side) => side === null || isObject(side)))
    return [{ field: "", before: textOf(before), after: textOf(after) }];
  const [left, right] = [membersOf(before), membersOf(after)];
  return [...new Set([...left.keys(), ...right.keys()])].map((field) => ({
    field,
    before: left.get(field) ?? null,
    after: right.get(field) ?? null,
  }));
}

function membersOf(side: unknown): ReadonlyMap<string, string | null> {
  const members = isObject(side) ? Object.entries(side) : [];
  return new Map(members.map(([name, value]) => [name, textOf(value)]));
}

function textOf(value: unknown): string | null {
  if (value === undefined) return null;
  return typeof value === "string"
    ? value
    : JSON.stringify(value, null, 1).replaceAll(/\n\s*/g, " ");
}
