import type { TemplateView } from "../../lib/contracts/template.ts";
import { BUILT_IN_TEMPLATES, findBuiltIn } from "../../lib/domain/template/built-in.ts";
import type { ParameterSchema } from "../../lib/domain/template/types.ts";

/** A project's own templates first, then the built-in ones, the usual one before the others. */
export function inOrder(templates: readonly TemplateView[]): readonly TemplateView[] {
  return templates.toSorted((a, b) => rank(a) - rank(b));
}

function rank({ slug, builtIn }: TemplateView): number {
  return builtIn ? 1 + BUILT_IN_TEMPLATES.findIndex((template) => template.slug === slug) : 0;
}

/**
 * A template's parameters in an order people expect: the database keeps no order of members. Built-in templates have
 * one of their own, the others show what is required first.
 */
export function orderedParameters({
  builtIn,
  slug,
  parameters,
}: Pick<TemplateView, "builtIn" | "slug" | "parameters">): ParameterSchema {
  const schema = parameters as ParameterSchema;
  const own = builtIn ? Object.keys(findBuiltIn(slug)?.parameters.properties ?? {}) : [];
  const order = [...own, ...(schema.required ?? [])];
  const place = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  const properties = Object.entries(schema.properties ?? {});
  return {
    ...schema,
    properties: Object.fromEntries(properties.toSorted(([a], [b]) => place(a) - place(b))),
  };
}
