"use client";

import { Plus, X } from "lucide-react";
import type { JsonValue } from "../../lib/domain/json.ts";
import { pointerTo } from "../../lib/domain/problem.ts";
import { type Field, fieldKind, fieldsOf } from "../../lib/domain/template/fields.ts";
import type { ParameterSchema } from "../../lib/domain/template/types.ts";
import { Button } from "../ui/button.tsx";
import { FieldError } from "../ui/field.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { useProblem } from "../ui/problems.tsx";
import type { ParamProps } from "./field-types.ts";
import { useNestedControl } from "./nested.ts";

function startOf(schema: ParameterSchema): JsonValue {
  if (schema.default !== undefined) return schema.default;
  const kind = fieldKind(schema);
  if (kind === "object" || kind === "map") return {};
  if (kind === "list" || kind === "choices") return [];
  return kind === "boolean" ? false : "";
}

/** The field of one item: that of the items' schema, named by its place. */
function itemField(list: Field, schema: ParameterSchema, place: number): Field {
  const name = String(place);
  const [field] = fieldsOf({ type: "object", properties: { [name]: schema } });
  const title = `${list.title} ${place + 1}`;
  return { ...(field ?? list), title: schema.title ?? title, required: true };
}

/** Any number of items of one schema. */
export function ListField({ field, pointer, value, onChange }: ParamProps) {
  const Control = useNestedControl();
  const error = useProblem(pointer);
  const schema = field.schema.items ?? {};
  const items: readonly JsonValue[] = Array.isArray(value) ? value : value ? [value] : [];
  // Where a text may stand for the list, it means something of its own: edited, it stays one.
  const stays = typeof value === "string" && [field.schema.type].flat().includes("string");
  const set = (next: readonly JsonValue[]) =>
    onChange(next.length === 0 ? undefined : stays && next.length === 1 ? next[0] : next);
  const { maxItems } = field.schema;
  return (
    <fieldset
      data-pointer={pointer}
      aria-invalid={error === undefined ? undefined : true}
      className="flex min-w-0 flex-col gap-2"
    >
      <legend className="mb-1 font-medium text-sm">
        {field.title}
        {field.required ? null : (
          <span className="ml-1.5 font-normal text-faint text-xs">optional</span>
        )}
      </legend>
      {items.map((item, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an item has no identity but its place
        <div key={place} className="flex items-end gap-1.5">
          <div className="min-w-0 flex-1">
            <Control
              compact
              field={itemField(field, schema, place)}
              pointer={pointerTo(pointer, place)}
              value={item}
              onChange={(next) => set(items.with(place, next ?? ""))}
            />
          </div>
          <IconButton
            label={`Remove ${field.title} ${place + 1}`}
            size="icon"
            onClick={() => set(items.toSpliced(place, 1))}
          >
            <X aria-hidden />
          </IconButton>
        </div>
      ))}
      {error ? <FieldError>{error}</FieldError> : null}
      <Button
        size="sm"
        className="self-start"
        disabled={maxItems !== undefined && items.length >= maxItems}
        onClick={() => set([...items, startOf(schema)])}
      >
        <Plus aria-hidden />
        Add to {field.title.toLowerCase()}
      </Button>
      {field.description ? <p className="text-muted text-xs">{field.description}</p> : null}
    </fieldset>
  );
}
