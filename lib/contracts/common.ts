import { z } from "zod";
import type { JsonObject, JsonValue } from "../domain/json.ts";
import { isJson } from "../domain/json.ts";

/** Deepest nesting of anything a caller sends. */
export const MAX_DEPTH = 20;

/** An identifier: a UUID, version 7 where we make it. */
export const id = z.uuid({ error: "must be an id (a UUID)" });

/** Where an id is expected: an id, or the slug or key people use instead of it. */
export const reference = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9-]{0,99}$/,
    "must be an id, or a slug or key such as nightly-report",
  );

/** Several references, separated by commas. */
export const references = z
  .string()
  .transform((text) => text.split(",").map((part) => part.trim()))
  .pipe(z.array(reference).max(20))
  .meta({ override: { type: "string", description: "one or more, separated by commas" } });

/** Lower-case name for addresses, files and command lines. */
export const slug = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{0,62}$/,
    "must be lower-case letters, digits and hyphens, at most 63, and not begin with a hyphen",
  );

/** An instant as we write it: RFC 3339, UTC, milliseconds. */
export const instant = z.iso.datetime({ precision: 3 }).meta({
  id: "Instant",
  description: "RFC 3339 in UTC with milliseconds",
  examples: ["2026-01-31T02:00:00.000Z"],
});

const FIRST_INSTANT = Date.UTC(1970, 0, 1);
const LAST_INSTANT = Date.UTC(2200, 0, 1);

/** An instant as callers may write it, any offset; comes out as we write it. Between 1970 and 2200 (S1). */
export const instantInput = z.iso
  .datetime({
    offset: true,
    abort: true,
    error: "must be an instant with an offset, such as 2026-01-31T02:00:00Z or …+01:00",
  })
  .refine((text) => {
    const ms = Date.parse(text);
    return ms >= FIRST_INSTANT && ms < LAST_INSTANT;
  }, "must lie between the years 1970 and 2200")
  .transform((text) => new Date(text).toISOString());

/** Name of a pool of workers. */
export const pool = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,49}$/, "must be lower-case letters, digits and hyphens, at most 50");

/** Text of people: anything that is not only blanks, without blanks at the ends. */
export const title = (max: number) => z.string().trim().min(1, "must not be empty").max(max);

/** Any JSON value. */
export const json = z
  .custom<JsonValue>((value) => isJson(value, MAX_DEPTH), "must be JSON, at most 20 levels deep")
  .meta({ override: {}, description: "any JSON value" });

/** A JSON object with any members. */
export const jsonObject = z
  .custom<JsonObject>(
    (value) =>
      typeof value === "object" &&
      value !== null &&
      !Array.isArray(value) &&
      isJson(value, MAX_DEPTH),
    "must be an object, at most 20 levels deep",
  )
  .meta({ override: { type: "object", additionalProperties: true } });

/** A whole number written in a query. */
export const integerText = (least: number, most: number) =>
  z
    .string()
    .regex(/^-?\d{1,15}$/, "must be a whole number")
    .transform(Number)
    .pipe(z.number().min(least).max(most))
    .meta({ override: { type: "integer", minimum: least, maximum: most } });

/** `true` or `false` written in a query. */
export const booleanText = z
  .enum(["true", "false"], "must be true or false")
  .transform((text) => text === "true")
  .meta({ override: { type: "boolean" } });

/** Several values of a closed list, separated by commas. */
export const oneOrMore = <const T extends readonly string[]>(values: T) =>
  z
    .string()
    .transform((text) => text.split(",").map((part) => part.trim()))
    .pipe(z.array(z.enum(values, { error: `must be one or more of ${values.join(", ")}` })).max(20))
    .meta({
      override: { type: "string", description: `one or more of ${values.join(", ")}, with commas` },
    });

/** `limit` and `cursor`, which every list understands. */
export const pageQuery = {
  limit: integerText(1, 200).optional(),
  cursor: z.string().min(1).max(500).optional(),
};

/** Size of a page when the caller names none. */
export const DEFAULT_PAGE_SIZE = 50;

/** A page of a list, newest first; `nextCursor` is null on the last. */
export type Page<T> = { data: T[]; nextCursor: string | null };

/** The shape of a page of `item`. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.strictObject({ data: z.array(item), nextCursor: z.string().nullable() });

/** The project a resource belongs to, and the parameter that selects it. */
export const projectInput = reference.optional();

/** A person as other resources mention them. */
export const author = z.strictObject({ id, name: z.string() }).nullable();
