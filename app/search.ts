import type { z } from "zod";

export type SearchParams = Promise<{
  readonly [name: string]: string | readonly string[] | undefined;
}>;

type Filters = { readonly [name: string]: string | undefined };

/** The named filters in a page's address; of one given twice, the first. */
export async function filtersIn(search: SearchParams, names: readonly string[]): Promise<Filters> {
  const given = await search;
  const pairs = names.map((name) => {
    const value = given[name];
    return [name, (typeof value === "string" ? value : value?.[0]) || undefined] as const;
  });
  return Object.fromEntries(pairs.filter(([, value]) => value !== undefined));
}

/** Filters as a list's verb takes them; an address somebody garbled shows everything rather than an error. */
export function queryOf<Schema extends z.ZodType>(
  schema: Schema,
  filters: Filters,
): z.output<Schema> {
  const parsed = schema.safeParse(filters);
  return parsed.success ? parsed.data : schema.parse({});
}
