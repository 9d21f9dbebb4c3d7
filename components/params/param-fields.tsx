"use client";

import type { JsonObject, JsonValue } from "../../lib/domain/json.ts";
import { pointerTo } from "../../lib/domain/problem.ts";
import type { Field, FieldKind } from "../../lib/domain/template/fields.ts";
import { useNestedControl } from "./nested.ts";

const NARROW: readonly FieldKind[] = ["integer", "number", "date", "duration", "choice", "uuid"];

type Props = {
  readonly fields: readonly Field[];
  readonly pointer: string;
  readonly value: JsonObject;
  readonly onChange: (value: JsonObject) => void;
};

/** Fields of one object, short ones side by side. */
export function ParamFields({ fields, pointer, value, onChange }: Props) {
  const Control = useNestedControl();
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {fields.map((field) => (
        <div
          key={field.name}
          className={NARROW.includes(field.kind) ? "min-w-0" : "min-w-0 sm:col-span-2"}
        >
          <Control
            field={field}
            pointer={pointerTo(pointer, field.name)}
            value={value[field.name]}
            onChange={(next) => onChange(withMember(value, field.name, next))}
          />
        </div>
      ))}
    </div>
  );
}

/** The object with one member set, or taken out. The others keep their order. */
export function withMember(
  object: JsonObject,
  name: string,
  value: JsonValue | undefined,
): JsonObject {
  if (value !== undefined) return { ...object, [name]: value };
  return Object.fromEntries(Object.entries(object).filter(([member]) => member !== name));
}
