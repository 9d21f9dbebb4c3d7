"use client";

import { useId } from "react";
import type { TemplateView } from "../../../lib/contracts/template.ts";
import { EXECUTOR_ICONS } from "../../templates/executor-icons.ts";
import { PointerField } from "../../ui/pointer-field.tsx";
import { Select } from "../../ui/select.tsx";

/** More than these are a list rather than cards. */
const MOST_CARDS = 6;

type Props = {
  readonly templates: readonly TemplateView[];
  readonly value: string;
  readonly onChange: (slug: string) => void;
};

export function TemplatePicker(props: Props) {
  return props.templates.length > MOST_CARDS ? <List {...props} /> : <Cards {...props} />;
}

function List({ templates, value, onChange }: Props) {
  const chosen = templates.find((template) => template.slug === value);
  return (
    <PointerField pointer="/template" label="Template" required hint={chosen?.description}>
      {(wiring) => (
        <Select {...wiring} value={value} onChange={(event) => onChange(event.target.value)}>
          {templates.map((template) => (
            <option key={template.slug} value={template.slug}>
              {template.name}
            </option>
          ))}
        </Select>
      )}
    </PointerField>
  );
}

function Cards({ templates, value, onChange }: Props) {
  const name = useId();
  return (
    <fieldset className="grid gap-2 sm:grid-cols-2">
      <legend className="sr-only">Template</legend>
      {templates.map((template) => {
        const Icon = EXECUTOR_ICONS[template.executor];
        return (
          <label
            key={template.slug}
            className="flex cursor-pointer items-start gap-3 rounded-lg border border-line-strong p-3 transition-colors hover:bg-hover has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:outline-offset-2"
          >
            <input
              type="radio"
              name={name}
              className="sr-only"
              value={template.slug}
              checked={template.slug === value}
              onChange={() => onChange(template.slug)}
            />
            <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
            <span className="min-w-0 text-sm">
              <span className="block truncate font-medium">{template.name}</span>
              <span className="block text-muted text-xs">{template.description}</span>
            </span>
          </label>
        );
      })}
    </fieldset>
  );
}
