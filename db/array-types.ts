import type postgres from "postgres";

/**
 * Elements and their arrays, by the numbers PostgreSQL gives its own types for ever: bool, name, int8, int2, int4, text, oid,
 * json, float4, float8, bpchar, varchar, uuid, jsonb. Those of dates and numerics stay text, as drizzle wants them.
 */
const ARRAYS: readonly (readonly [element: number, array: number])[] = [
  [16, 1000],
  [19, 1003],
  [20, 1016],
  [21, 1005],
  [23, 1007],
  [25, 1009],
  [26, 1028],
  [114, 199],
  [700, 1021],
  [701, 1022],
  [1042, 1014],
  [1043, 1015],
  [2950, 2951],
  [3802, 3807],
];

type Parse = (text: string) => unknown;

/**
 * Teaches a pool to read and write arrays. By itself postgres.js 3.4 asks the server for its types on each new connection, with
 * a statement whose failure nobody can catch: a connection lost at that moment is an unhandled rejection.
 */
export function registerArrayTypes({ options }: postgres.Sql): void {
  for (const [element, array] of ARRAYS) {
    const parse: Parse = options.parsers[element] ?? ((text) => text);
    // The driver hands over what comes after the first brace to parsers it knows to be for arrays.
    const read = (text: string): unknown => readArray(`{${text}`, parse);
    options.parsers[array] = Object.assign(read, { array: true });
    const serialize = options.serializers[element] ?? String;
    options.serializers[array] = (value) =>
      Array.isArray(value) ? writeArray(value, serialize) : value;
  }
}

/** Reads PostgreSQL's text of an array, such as `{a,"b c",NULL,{d}}`. */
export function readArray(text: string, parse: Parse): unknown[] {
  const whole: unknown[] = [];
  const open: unknown[][] = [whole];
  // A brace, or an element with or without quotes.
  for (const [token, quoted] of text.matchAll(/[{}]|"((?:[^"\\]|\\.)*)"|[^{},"]+/gs)) {
    const inside = open.at(-1) ?? whole;
    if (token === "{") {
      const inner: unknown[] = [];
      inside.push(inner);
      open.push(inner);
    } else if (token === "}") open.pop();
    else if (quoted !== undefined) inside.push(parse(quoted.replace(/\\(.)/gs, "$1")));
    else inside.push(token === "NULL" ? null : parse(token));
  }
  return whole[0] as unknown[];
}

/** The same the other way round. */
export function writeArray(
  values: readonly unknown[],
  serialize: (value: unknown) => unknown,
): string {
  const elements = values.map((value) => {
    if (Array.isArray(value)) return writeArray(value, serialize);
    if (value === null) return "NULL";
    return `"${String(serialize(value)).replace(/["\\]/g, "\\$&")}"`;
  });
  return `{${elements.join(",")}}`;
}
