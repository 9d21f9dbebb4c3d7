"use client";

import { useEffect, useState } from "react";
import { Textarea } from "../ui/input.tsx";
import { PointerField } from "../ui/pointer-field.tsx";
import type { ParamProps } from "./field-types.ts";
import { jsonFromText, textFromJson } from "./field-value.ts";

const MOST_ROWS = 12;

/** Any JSON; text that is none is kept as text, and the field says so. */
export function JsonField({ field, pointer, value, onChange }: ParamProps) {
  const [text, setText] = useState(() => textFromJson(value));
  useEffect(() => {
    setText((shown) =>
      JSON.stringify(jsonFromText(shown)) === JSON.stringify(value) ? shown : textFromJson(value),
    );
  }, [value]);
  const isText = typeof value === "string" && text.trim() !== "" && jsonFromText(text) === value;
  return (
    <PointerField
      pointer={pointer}
      label={field.title}
      required={field.required}
      hint={isText ? "This is no JSON, so it is taken as plain text." : field.description}
    >
      {(wiring) => (
        <Textarea
          {...wiring}
          mono
          spellCheck={false}
          rows={Math.min(MOST_ROWS, Math.max(3, text.split("\n").length))}
          placeholder='{"key": "value"}'
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            onChange(jsonFromText(event.target.value));
          }}
        />
      )}
    </PointerField>
  );
}
