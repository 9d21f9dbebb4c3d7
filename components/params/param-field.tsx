"use client";

import type { ComponentType, HTMLInputTypeAttribute } from "react";
import { isJsonObject, type JsonValue } from "../../lib/domain/json.ts";
import { choiceTitle, type Field, type FieldKind } from "../../lib/domain/template/fields.ts";
import { Checkbox } from "../ui/checkbox.tsx";
import { FieldError } from "../ui/field.tsx";
import { Input, Textarea } from "../ui/input.tsx";
import { PointerField } from "../ui/pointer-field.tsx";
import { useProblem } from "../ui/problems.tsx";
import { Select } from "../ui/select.tsx";
import type { ParamProps } from "./field-types.ts";
import { numberFromText, textOf } from "./field-value.ts";
import { JsonField } from "./json-field.tsx";
import { ListField } from "./list-field.tsx";
import { MapField } from "./map-field.tsx";
import { ParamFields } from "./param-fields.tsx";

/** The control for a parameter, by its kind. */
export function ParamField(props: ParamProps) {
  const Control = CONTROLS[props.field.kind];
  return <Control {...props} />;
}

const CONTROLS: { readonly [K in FieldKind]: ComponentType<ParamProps> } = {
  text: TextField,
  email: TextField,
  uri: TextField,
  uuid: TextField,
  date: TextField,
  "date-time": TextField,
  duration: TextField,
  secret: TextField,
  integer: NumberField,
  number: NumberField,
  multiline: MultilineField,
  boolean: BooleanField,
  choice: ChoiceField,
  choices: ChoicesField,
  list: ListField,
  object: ObjectField,
  map: MapField,
  json: JsonField,
  fixed: FixedField,
  hidden: () => null,
};

const INPUT_TYPES: { readonly [kind: string]: HTMLInputTypeAttribute } = {
  email: "email",
  date: "date",
};
const EXAMPLES: { readonly [kind: string]: string } = {
  uri: "https://example.com/path",
  "date-time": "2026-12-24T18:00:00Z",
  duration: "1h30m",
  secret: "NAME_OF_A_SECRET",
};

/** Label, help and error of a parameter's field. */
export function fieldProps({ field, pointer, compact }: ParamProps) {
  const { title, description, required } = field;
  return { pointer, label: title, hint: description, required, hideLabel: compact };
}

function example({ kind, schema }: Field): string {
  const first = schema.examples?.[0] ?? schema.default;
  return first === undefined ? (EXAMPLES[kind] ?? "") : textOf(first);
}

function TextField(props: ParamProps) {
  const { field, value, onChange } = props;
  return (
    <PointerField {...fieldProps(props)}>
      {(wiring) => (
        <Input
          {...wiring}
          type={INPUT_TYPES[field.kind] ?? "text"}
          mono={field.kind === "secret" || field.name === "url" || field.kind === "uri"}
          placeholder={example(field)}
          value={textOf(value)}
          onChange={(event) => onChange(event.target.value || undefined)}
        />
      )}
    </PointerField>
  );
}

function MultilineField(props: ParamProps) {
  const { value, onChange } = props;
  return (
    <PointerField {...fieldProps(props)}>
      {(wiring) => (
        <Textarea
          {...wiring}
          rows={4}
          value={textOf(value)}
          onChange={(event) => onChange(event.target.value || undefined)}
        />
      )}
    </PointerField>
  );
}

function NumberField(props: ParamProps) {
  const { field, value, onChange } = props;
  const { minimum, maximum } = field.schema;
  const limits = [
    minimum === undefined ? "" : `from ${minimum}`,
    maximum === undefined ? "" : `to ${maximum}`,
  ];
  const hint = [field.description, limits.join(" ").trim()].filter((part) => part !== "");
  return (
    <PointerField {...fieldProps(props)} hint={hint.join(" · ")}>
      {(wiring) => (
        <Input
          {...wiring}
          inputMode="decimal"
          placeholder={example(field)}
          value={textOf(value)}
          onChange={(event) => onChange(numberFromText(event.target.value))}
        />
      )}
    </PointerField>
  );
}

function BooleanField({ field, pointer, value, onChange }: ParamProps) {
  const error = useProblem(pointer);
  return (
    <div data-pointer={pointer}>
      <Checkbox
        checked={value === true}
        onChange={(event) => onChange(event.target.checked)}
        aria-invalid={error === undefined ? undefined : true}
      >
        <span className="font-medium">{field.title}</span>
        {field.description ? (
          <span className="block text-muted text-xs">{field.description}</span>
        ) : null}
      </Checkbox>
      {error ? <FieldError>{error}</FieldError> : null}
    </div>
  );
}

function ChoiceField(props: ParamProps) {
  const { field, value, onChange } = props;
  const place = field.choices.findIndex((choice) => same(choice.const, value));
  const chosen = field.choices[place];
  return (
    <PointerField {...fieldProps(props)} hint={chosen?.description ?? field.description}>
      {(wiring) => (
        <Select
          {...wiring}
          value={place < 0 ? "" : String(place)}
          onChange={(event) => onChange(field.choices[Number(event.target.value || "-1")]?.const)}
        >
          {field.required && place >= 0 ? null : <option value="">Not set</option>}
          {field.choices.map((choice, at) => (
            <option key={choiceTitle(choice)} value={at}>
              {choiceTitle(choice)}
            </option>
          ))}
        </Select>
      )}
    </PointerField>
  );
}

function ChoicesField({ field, pointer, value, onChange }: ParamProps) {
  const chosen: readonly JsonValue[] = Array.isArray(value) ? value : [];
  const error = useProblem(pointer);
  const toggle = (choice: JsonValue, on: boolean) => {
    const others = chosen.filter((other) => !same(other, choice));
    onChange(on ? [...others, choice] : others);
  };
  return (
    <fieldset data-pointer={pointer} aria-invalid={error === undefined ? undefined : true}>
      <legend className="mb-1 font-medium text-sm">{field.title}</legend>
      <div className="flex flex-wrap gap-x-5 gap-y-1.5">
        {field.choices.map((choice) => (
          <Checkbox
            key={choiceTitle(choice)}
            checked={chosen.some((other) => same(other, choice.const))}
            onChange={(event) => toggle(choice.const, event.target.checked)}
          >
            {choiceTitle(choice)}
          </Checkbox>
        ))}
      </div>
      {error ? <FieldError>{error}</FieldError> : null}
      {field.description ? <p className="mt-1 text-muted text-xs">{field.description}</p> : null}
    </fieldset>
  );
}

function ObjectField({ field, pointer, value, onChange }: ParamProps) {
  const error = useProblem(pointer);
  return (
    <fieldset className="min-w-0 rounded-lg border border-line p-4">
      <legend className="px-1 font-medium text-sm">{field.title}</legend>
      {field.description ? <p className="mb-3 text-muted text-xs">{field.description}</p> : null}
      <ParamFields
        fields={field.fields}
        pointer={pointer}
        value={value !== undefined && isJsonObject(value) ? value : {}}
        onChange={(next) => onChange(Object.keys(next).length === 0 ? undefined : next)}
      />
      {error ? <FieldError>{error}</FieldError> : null}
    </fieldset>
  );
}

function FixedField(props: ParamProps) {
  const { field } = props;
  return (
    <PointerField {...fieldProps(props)} required>
      {(wiring) => <Input {...wiring} readOnly value={textOf(field.schema.const)} />}
    </PointerField>
  );
}

function same(one: JsonValue | undefined, other: JsonValue | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
