import { z } from "zod";
import {
  id,
  instant,
  instantInput,
  pageOf,
  pageQuery,
  pool,
  projectInput,
  title,
} from "./common.ts";
import { scope } from "./scope.ts";

export const tokenCreate = z.strictObject({
  name: title(100),
  scopes: z
    .array(scope)
    .min(1, "must name at least one scope")
    .max(8)
    .refine((scopes) => new Set(scopes).size === scopes.length, "must not name a scope twice"),
  /** Limits the token to one project; absent or null reaches every project of its owner. */
  project: projectInput.nullable(),
  /** Pools whose runs it may claim; absent or null is all of them. */
  pools: z.array(pool).min(1, "must name at least one pool").max(20).nullable().optional(),
  expiresAt: instantInput.nullable().optional(),
});
export type TokenCreate = z.infer<typeof tokenCreate>;

/** A token as the console's form asks for one: empty texts stand for none, and its end is a number of days. */
export const tokenWish = z.strictObject({
  name: tokenCreate.shape.name,
  scopes: tokenCreate.shape.scopes,
  project: z.preprocess((text) => (text === "" ? null : text), tokenCreate.shape.project),
  days: z
    .string()
    .regex(/^\d{0,4}$/, "must be a number of days")
    .transform((text) => (text === "" ? null : Number(text))),
});
export type TokenWish = z.infer<typeof tokenWish>;

const tokenFields = {
  id,
  name: z.string(),
  /** The beginning of the token's text, to recognise it by. */
  prefix: z.string(),
  scopes: z.array(scope),
  project: z.string().nullable(),
  pools: z.array(z.string()).nullable(),
  createdAt: instant,
  expiresAt: instant.nullable(),
  lastUsedAt: instant.nullable(),
};

export const tokenView = z.strictObject(tokenFields).meta({ id: "Token" });
export type TokenView = z.infer<typeof tokenView>;

/** The answer to making a token, the only one that shows it. */
export const newTokenView = z
  .strictObject({ ...tokenFields, token: z.string() })
  .meta({ id: "NewToken" });
export type NewTokenView = z.infer<typeof newTokenView>;

export const tokenPage = pageOf(tokenView);
export const tokenListQuery = z.strictObject({ ...pageQuery, project: projectInput });
export type TokenListQuery = z.infer<typeof tokenListQuery>;
