import { z } from "zod";
import { instant, instantInput, integerText, pageOf, pageQuery, projectInput } from "./common.ts";

/** Who can be the doer of a deed. */
export const ACTOR_KINDS = ["user", "token", "worker", "system", "anonymous"] as const;

/** What deeds are looked for by, in lists and exports. */
const filters = {
  /** An id or e-mail address of a person, or the kind of the doer, such as `system`. */
  actor: z.string().trim().min(1).max(320).optional(),
  /** The beginning of an action: `job.` is all that was done to jobs. */
  action: z
    .string()
    .regex(
      /^[a-z][a-z._]{0,99}$/,
      "must be an action or its beginning, such as job. or job.created",
    )
    .optional(),
  /** The id of what it was done to. */
  object: z.string().trim().min(1).max(200).optional(),
  project: projectInput,
  from: instantInput.optional(),
  to: instantInput.optional(),
  /** Text in the action, the object's id, the address, or the names before and after. */
  q: z.string().trim().min(1).max(200).optional(),
};

export const auditQuery = z.strictObject({ ...pageQuery, ...filters });
export type AuditQuery = z.infer<typeof auditQuery>;

/** One deed. Names are those of today, everything else is as it was written. */
export const auditEntryView = z
  .strictObject({
    /** Its number; later ones are higher. */
    id: z.string(),
    at: instant,
    actor: z.strictObject({
      kind: z.enum(ACTOR_KINDS),
      id: z.string().nullable(),
      name: z.string().nullable(),
      email: z.string().nullable(),
    }),
    token: z.strictObject({ id: z.string(), name: z.string().nullable() }).nullable(),
    address: z.string().nullable(),
    action: z.string(),
    project: z.strictObject({ id: z.string(), slug: z.string().nullable() }).nullable(),
    object: z.strictObject({ kind: z.string(), id: z.string().nullable() }).nullable(),
    before: z.json(),
    after: z.json(),
    /** Place in the chain; null for the moment until it has one. */
    position: z.int().nullable(),
    chainedAt: instant.nullable(),
    hash: z.string().nullable(),
    /** The hash of the place before, over which `hash` was made. */
    previousHash: z.string().nullable(),
  })
  .meta({ id: "AuditEntry" });
export type AuditEntryView = z.infer<typeof auditEntryView>;

export const auditPage = pageOf(auditEntryView);

/** The end of the chain as somebody remembers it: that it must be found unchanged. */
export const auditVerifyQuery = z
  .strictObject({
    position: integerText(1, 999_999_999_999_999).optional(),
    hash: z
      .string()
      .regex(/^[0-9a-f]{64}$/, "must be 64 hexadecimal digits")
      .optional(),
  })
  .refine(
    ({ position, hash }) => (position === undefined) === (hash === undefined),
    "position and hash go together",
  );
export type AuditVerifyQuery = z.infer<typeof auditVerifyQuery>;

/** What can be wrong with a row of the chain. */
export const CHAIN_FAULTS = ["changed", "missing", "late", "end", "replaced"] as const;

const mark = z.strictObject({ position: z.int(), hash: z.string() });

/** What became of going through the chain. */
export const auditVerdictView = z
  .strictObject({
    intact: z.boolean(),
    /** Rows that were gone through. */
    rows: z.int(),
    /** Where the chain begins: the last row that retention removed. */
    anchor: mark,
    /** Where it ends; worth keeping somewhere else. */
    head: mark,
    /** Rows committed since, without a place yet. */
    waiting: z.int(),
    /** When it was gone through. */
    at: instant,
    /** The first thing that is wrong. */
    fault: z
      .strictObject({
        kind: z.enum(CHAIN_FAULTS),
        position: z.int(),
        id: z.string().nullable(),
        message: z.string(),
      })
      .nullable(),
  })
  .meta({ id: "AuditVerdict" });
export type AuditVerdictView = z.infer<typeof auditVerdictView>;
