import type { TemplateView } from "../../lib/contracts/template.ts";
import type { JsonObject } from "../../lib/domain/json.ts";
import { BUILT_IN_TEMPLATES, findBuiltIn } from "../../lib/domain/template/built-in.ts";
import type { ParameterSchema } from "../../lib/domain/template/types.ts";

/** A project's own templates first, then the built-in ones, the usual one before the others. */
export function inOrder(templates: readonly TemplateView[]): readonly TemplateView[] {
  return templates.map(withOrderedParameters).toSorted((a, b) => rank(a) - rank(b));
}

function rank({ slug, builtIn }: TemplateView): number {
  return builtIn ? 1 + BUILT_IN_TEMPLATES.findIndex((template) => template.slug === slug) : 0;
}

/**
 * A template with its parameters in an order people expect: the database keeps no order of members. Built-in templates
 * have one of their own, the others show what is required first.
 */
export function withOrderedParameters(template: TemplateView): TemplateView {
  const schema = template.parameters as ParameterSchema;
  const builtIn = template.builtIn ? findBuiltIn(template.slug) : undefined;
  const order = [...Object.keys(builtIn?.parameters.properties ?? {}), ...(schema.required ?? [])];
  const place = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  const properties = Object.entries(schema.properties ?? {});
  const ordered = Object.fromEntries(properties.toSorted(([a], [b]) => place(a) - place(b)));
  return {
    ...template,
    parameters: { ...template.parameters, properties: ordered as unknown as JsonObject },
  };
}
