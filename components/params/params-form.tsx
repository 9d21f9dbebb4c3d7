"use client";

import { useState } from "react";
import type { JsonObject } from "../../lib/domain/json.ts";
import { type Field, fieldsOf } from "../../lib/domain/template/fields.ts";
import type { ParameterSchema } from "../../lib/domain/template/types.ts";
import { Button } from "../ui/button.tsx";
import { NestedControl } from "./nested.ts";
import { ParamField } from "./param-field.tsx";
import { ParamFields } from "./param-fields.tsx";

/** Optional fields shown at once; the rest wait behind a button. */
const SHOWN = 6;

type Props = {
  readonly schema: ParameterSchema;
  readonly value: JsonObject;
  readonly onChange: (value: JsonObject) => void;
};

/** The form a parameter schema describes. */
export function ParamsForm({ schema, value, onChange }: Props) {
  const [all, setAll] = useState(false);
  const fields = fieldsOf(schema).filter((field) => field.kind !== "hidden");
  if (fields.length === 0) {
    return <p className="text-muted text-sm">This template takes no parameters.</p>;
  }
  const rest = all ? [] : fields.filter((field, place) => isSpare(field, place, value));
  const shown = fields.filter((field) => !rest.includes(field));
  return (
    <div className="flex flex-col gap-4">
      <NestedControl value={ParamField}>
        <ParamFields fields={shown} pointer="/params" value={value} onChange={onChange} />
      </NestedControl>
      {rest.length > 0 ? (
        <Button variant="ghost" size="sm" className="self-start" onClick={() => setAll(true)}>
          More options: {rest.map((field) => field.title.toLowerCase()).join(", ")}
        </Button>
      ) : null}
    </div>
  );
}

function isSpare(field: Field, place: number, value: JsonObject): boolean {
  const set = value[field.name] !== undefined && value[field.name] !== field.schema.default;
  return place >= SHOWN && !field.required && !set;
}
