"use client";

import { Plus, X } from "lucide-react";
import { useEffect, useState } from "react";
import { isJsonObject, type JsonObject, type JsonValue } from "../../lib/domain/json.ts";
import { pointerTo } from "../../lib/domain/problem.ts";
import { Button } from "../ui/button.tsx";
import { FieldError } from "../ui/field.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { Input } from "../ui/input.tsx";
import { useProblem } from "../ui/problems.tsx";
import type { ParamProps } from "./field-types.ts";
import { textOf } from "./field-value.ts";

type Row = { readonly name: string; readonly value: string };

function rowsOf(value: JsonValue | undefined): readonly Row[] {
  if (value === undefined || !isJsonObject(value)) return [];
  return Object.entries(value).map(([name, member]) => ({ name, value: textOf(member) }));
}

/** Rows without a name are not there yet; of two with one name the later counts. */
function objectOf(rows: readonly Row[]): JsonObject {
  return Object.fromEntries(
    rows.filter(({ name }) => name !== "").map((row) => [row.name, row.value]),
  );
}

/** Names and texts, such as headers or environment variables. */
export function MapField({ field, pointer, value, onChange }: ParamProps) {
  const error = useProblem(pointer);
  const [rows, setRows] = useState(() => rowsOf(value));
  useEffect(() => {
    setRows((shown) =>
      JSON.stringify(objectOf(shown)) === JSON.stringify(objectOf(rowsOf(value)))
        ? shown
        : rowsOf(value),
    );
  }, [value]);
  const set = (next: readonly Row[]) => {
    setRows(next);
    const object = objectOf(next);
    onChange(Object.keys(object).length === 0 ? undefined : object);
  };
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
      {rows.map((row, place) => (
        <MapRow
          // biome-ignore lint/suspicious/noArrayIndexKey: a name may change while it is typed
          key={place}
          row={row}
          title={`${field.title} ${place + 1}`}
          pointer={pointerTo(pointer, row.name)}
          onChange={(next) => set(rows.with(place, next))}
          onRemove={() => set(rows.toSpliced(place, 1))}
        />
      ))}
      {error ? <FieldError>{error}</FieldError> : null}
      <Button
        size="sm"
        className="self-start"
        onClick={() => setRows([...rows, { name: "", value: "" }])}
      >
        <Plus aria-hidden />
        Add to {field.title.toLowerCase()}
      </Button>
      {field.description ? <p className="text-muted text-xs">{field.description}</p> : null}
    </fieldset>
  );
}

type RowProps = {
  readonly row: Row;
  readonly title: string;
  readonly pointer: string;
  readonly onChange: (row: Row) => void;
  readonly onRemove: () => void;
};

function MapRow({ row, title, pointer, onChange, onRemove }: RowProps) {
  const error = useProblem(pointer);
  const invalid = error === undefined ? undefined : true;
  return (
    <div>
      <div className="flex items-center gap-1.5">
        <Input
          mono
          aria-label={`${title}, name`}
          placeholder="name"
          className="flex-2"
          value={row.name}
          onChange={(event) => onChange({ ...row, name: event.target.value })}
        />
        <Input
          mono
          aria-label={`${title}, value`}
          aria-invalid={invalid}
          placeholder="value"
          className="flex-3"
          value={row.value}
          onChange={(event) => onChange({ ...row, value: event.target.value })}
        />
        <IconButton label={`Remove ${title}`} size="icon" onClick={onRemove}>
          <X aria-hidden />
        </IconButton>
      </div>
      {error ? <FieldError>{error}</FieldError> : null}
    </div>
  );
}
