"use client";

import { useEffect, useState } from "react";
import { isJsonObject, type JsonObject, type JsonValue } from "../../../lib/domain/json.ts";
import type { Problem } from "../../../lib/domain/problem.ts";
import { FieldError } from "../../ui/field.tsx";
import { Textarea } from "../../ui/input.tsx";

const ROWS = 28;

type Props = {
  readonly body: object;
  readonly problems: readonly Problem[];
  readonly onChange: (body: JsonObject) => void;
};

/** The job as the API takes it. What is valid JSON is at once in the form, and the other way round. */
export function JsonView({ body, problems, onChange }: Props) {
  const [text, setText] = useState(() => pretty(body));
  const [fault, setFault] = useState<string | null>(null);
  useEffect(() => {
    setText((shown) => (compact(shown) === JSON.stringify(body) ? shown : pretty(body)));
  }, [body]);
  const edit = (next: string) => {
    setText(next);
    const parsed = parse(next);
    setFault(typeof parsed === "string" ? parsed : null);
    if (typeof parsed !== "string") onChange(parsed);
  };
  return (
    <div className="flex flex-col gap-2">
      <Textarea
        mono
        spellCheck={false}
        aria-label="Job as JSON"
        aria-invalid={fault === null ? undefined : true}
        rows={ROWS}
        value={text}
        onChange={(event) => edit(event.target.value)}
      />
      {fault === null ? null : <FieldError>{fault}</FieldError>}
      {problems.map(({ pointer, message }) => (
        <FieldError key={pointer}>
          <code className="mr-1.5 font-mono">{pointer}</code>
          {message}
        </FieldError>
      ))}
    </div>
  );
}

function pretty(body: object): string {
  return JSON.stringify(body, null, 2);
}

function compact(text: string): string | null {
  const parsed = parse(text);
  return typeof parsed === "string" ? null : JSON.stringify(parsed);
}

/** The object a text holds, or a sentence on why it holds none. */
function parse(text: string): JsonObject | string {
  try {
    const value = JSON.parse(text) as JsonValue;
    return isJsonObject(value) ? value : "A job is an object: it begins with {.";
  } catch (error) {
    return error instanceof Error ? error.message : "This is no JSON.";
  }
}
