import { z } from "zod";
import { PROBLEM_CODES } from "../domain/errors.ts";

/** A refusal as RFC 9457 says, with our `code`. */
export const problemView = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.enum(PROBLEM_CODES),
    requestId: z.string(),
    errors: z.array(z.strictObject({ pointer: z.string(), message: z.string() })).optional(),
    missingScopes: z.array(z.string()).optional(),
  })
  .meta({ id: "Problem" });
export type ProblemView = z.infer<typeof problemView>;
