import type { TemplateView } from "../../lib/contracts/template.ts";
import { BUILT_IN_TEMPLATES } from "../../lib/domain/template/built-in.ts";

/** A project's own templates first, then the built-in ones, the usual one before the others. */
export function inOrder(templates: readonly TemplateView[]): readonly TemplateView[] {
  return templates.toSorted((a, b) => rank(a) - rank(b));
}

function rank({ slug, builtIn }: TemplateView): number {
  return builtIn ? 1 + BUILT_IN_TEMPLATES.findIndex((template) => template.slug === slug) : 0;
}
