/** A JSON Schema as our OpenAPI document writes it. */
export type Schema = {
  readonly $ref?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly examples?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
};
type Document = { readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> } };

/** Random numbers from a seed (mulberry32), in [0, 1). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const HOSTILE: readonly unknown[] = [
  "",
  " ",
  "\0",
  "\ud800",
  "'; drop table users; --",
  "{{ secrets.KEY }}",
  "{{ constructor.constructor('return process')() }}",
  "../../../etc/passwd",
  "%00",
  "<script>alert(1)</script>",
  "a".repeat(5_000),
  "(a+)+$",
  "\u202e\u200b",
  "٣",
  "9999-12-31T23:59:59Z",
  "0000-00-00T00:00:00Z",
  "P9999999Y",
  "0 0 31 2 *",
  "* * * * * *",
  "1e400",
  0,
  -0,
  -1,
  0.1,
  1e21,
  Number.MAX_SAFE_INTEGER,
  2 ** 53,
  -(2 ** 63),
  true,
  null,
  [],
  [[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]],
  {},
  { $ne: null },
  { toString: 1, length: 1e9 },
];
const TEXTS = HOSTILE.filter((value) => typeof value === "string");
const FORMATS: Readonly<Record<string, readonly string[]>> = {
  uuid: ["019a9f00-0000-7000-8000-000000000000", "00000000-0000-0000-0000-000000000000"],
  "date-time": ["2026-01-31T02:00:00Z", "2030-01-01T00:00:00.000+01:00", "1970-01-01T00:00:00Z"],
  date: ["2028-02-29", "1970-01-01"],
  email: ["a@example.com"],
};

/** Makes values a schema allows, at its limits or against it, all from one seed. */
export class Generator {
  readonly random: () => number;
  readonly #document: Document;
  readonly #known: readonly string[];

  /** `known` are ids and names that exist, to be put where text is wanted. */
  constructor(seed: number, document: object, known: readonly string[]) {
    this.random = randomOf(seed);
    this.#document = document as Document;
    this.#known = known;
  }

  pick<T>(from: readonly T[]): T {
    if (from.length === 0) throw new Error("there is nothing to pick from");
    return from[Math.floor(this.random() * from.length)] as T;
  }

  chance(share: number): boolean {
    return this.random() < share;
  }

  hostileText(): string {
    return String(this.pick(TEXTS));
  }

  known(): string {
    return this.pick(this.#known);
  }

  /** A value for a schema; `spoil` is the share of values that are not. */
  value(schema: Schema, spoil: number, depth = 0): unknown {
    if (this.chance(spoil)) return this.pick(HOSTILE);
    if (schema.$ref !== undefined) return this.value(this.#named(schema.$ref), spoil, depth);
    if ("const" in schema) return schema.const;
    if (schema.enum !== undefined) return this.pick(schema.enum);
    if (schema.examples !== undefined && this.chance(0.7)) return this.pick(schema.examples);
    const choices = schema.anyOf ?? schema.oneOf;
    if (choices !== undefined) return this.value(this.pick(choices), spoil, depth);
    if (schema.allOf !== undefined) return this.#merged(schema.allOf, spoil, depth);
    return this.#typed(schema, spoil, depth);
  }

  #typed(schema: Schema, spoil: number, depth: number): unknown {
    const type = this.pick([schema.type].flat());
    switch (type) {
      case "object":
        return this.#object(schema, spoil, depth);
      case "array":
        return this.#array(schema, spoil, depth);
      case "string":
        return this.#text(schema);
      case "integer":
      case "number":
        return this.#number(schema, type === "integer");
      case "boolean":
        return this.chance(0.5);
      case "null":
        return null;
      default:
        return depth > 3 ? 1 : this.pick(HOSTILE);
    }
  }

  #object(schema: Schema, spoil: number, depth: number): unknown {
    const properties = schema.properties ?? {};
    const required = schema.required ?? [];
    const made: Record<string, unknown> = {};
    for (const [name, part] of Object.entries(properties)) {
      const isWanted = required.includes(name) ? !this.chance(spoil) : this.chance(0.4);
      if (isWanted && depth < 8) made[name] = this.value(part, spoil, depth + 1);
    }
    if (this.chance(spoil)) made[this.hostileText()] = this.pick(HOSTILE);
    return made;
  }

  #array(schema: Schema, spoil: number, depth: number): unknown {
    const least = schema.minItems ?? 0;
    const most = Math.min(schema.maxItems ?? 5, least + 4);
    const length = this.pick([least, most, least + 1]);
    const items = schema.items ?? {};
    return Array.from({ length }, () => this.value(items, spoil, depth + 1));
  }

  #text(schema: Schema): string {
    const examples = FORMATS[schema.format ?? ""];
    if (examples !== undefined) return this.pick([...examples, this.known()]);
    const least = schema.minLength ?? 0;
    const most = Math.min(schema.maxLength ?? 40, 2_000);
    return this.pick([
      this.known(),
      this.known(),
      "jobs",
      `name-${Math.floor(this.random() * 1e9)}`,
      "x".repeat(least),
      "x".repeat(most),
      "x".repeat(most + 1),
    ]);
  }

  #number(schema: Schema, isWhole: boolean): number {
    const least = schema.minimum ?? schema.exclusiveMinimum ?? 0;
    const most = schema.maximum ?? schema.exclusiveMaximum ?? 1_000;
    const between = least + this.random() * (Math.min(most, least + 1_000) - least);
    return this.pick([least, most, isWhole ? Math.floor(between) : between, least - 1, most + 1]);
  }

  #merged(parts: readonly Schema[], spoil: number, depth: number): unknown {
    const values = parts.map((part) => this.value(part, spoil, depth));
    return values.every((value) => typeof value === "object")
      ? Object.assign({}, ...values)
      : values[0];
  }

  #named(reference: string): Schema {
    const name = reference.split("/").at(-1) ?? "";
    const found = this.#document.components?.schemas?.[name];
    if (found === undefined) throw new Error(`${reference} is not in the document`);
    return found;
  }
}
