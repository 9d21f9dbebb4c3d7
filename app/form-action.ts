import type { z } from "zod";
import type { ActionResult } from "../lib/client/action-result.ts";
import { parseInput } from "../lib/contracts/parse.ts";
import { invalid } from "../lib/domain/errors.ts";
import type { Context } from "../lib/services/context.ts";
import { answerAction } from "./answer-action.ts";

/** Does what a form asks for, after reading what it sent as strictly as the API does. */
export async function formAction<S extends z.ZodType, T>(
  schema: S,
  sent: unknown,
  deed: (ctx: Context, input: z.output<S>) => Promise<T>,
): Promise<ActionResult<T>> {
  return answerAction(async (ctx) => {
    const parsed = parseInput(schema, sent);
    if (!parsed.ok) throw invalid(parsed.problems);
    return deed(ctx, parsed.value);
  });
}
