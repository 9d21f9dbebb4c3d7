import { z } from "zod";
import { isSecretName } from "../domain/template/formats.ts";
import { author, id, instant, pageOf, pageQuery, projectInput } from "./common.ts";

const MAX_BYTES = 32 * 1024;

export const secretName = z
  .string()
  .refine(isSecretName, "must be letters, digits and _, at most 64, and not begin with a digit")
  .meta({ override: { type: "string", pattern: "^[A-Za-z_][A-Za-z0-9_]{0,63}$" } });

/** Written, never read again. */
const secretValue = z
  .string()
  .min(1, "must not be empty")
  .refine((text) => new TextEncoder().encode(text).length <= MAX_BYTES, "must not exceed 32 KiB")
  .meta({ override: { type: "string", minLength: 1, writeOnly: true } });

export const secretCreate = z.strictObject({
  project: projectInput,
  name: secretName,
  value: secretValue,
});
export type SecretCreate = z.infer<typeof secretCreate>;

export const secretPut = z.strictObject({ project: projectInput, value: secretValue });

export const secretQuery = z.strictObject({ project: projectInput });
export const secretListQuery = z.strictObject({
  ...pageQuery,
  project: projectInput,
  q: z.string().max(200).optional(),
});
export type SecretListQuery = z.infer<typeof secretListQuery>;

/** A secret without its value, which no call answers. `version` goes up with every new value. */
export const secretView = z
  .strictObject({
    id,
    project: z.string(),
    name: z.string(),
    version: z.int(),
    createdBy: author,
    createdAt: instant,
    updatedAt: instant,
    /** To the minute. */
    lastUsedAt: instant.nullable(),
  })
  .meta({ id: "Secret" });
export type SecretView = z.infer<typeof secretView>;
export const secretPage = pageOf(secretView);

/** What names a secret: the latest versions of templates, and jobs by their own parameters; at most 50 of each. */
export const secretUsage = z
  .strictObject({
    templates: z.array(z.strictObject({ id, slug: z.string(), name: z.string() })),
    jobs: z.array(z.strictObject({ id, key: z.string(), name: z.string() })),
  })
  .meta({ id: "SecretUsage" });
export type SecretUsage = z.infer<typeof secretUsage>;
