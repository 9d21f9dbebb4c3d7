import { headers } from "next/headers";
import type { z } from "zod";
import type { LinkState } from "../components/auth/link-form.tsx";
import { parseInput } from "../lib/contracts/parse.ts";
import { forbidden, ServiceError } from "../lib/domain/errors.ts";
import { isOwnOrigin } from "../lib/http/same-origin.ts";
import type { Context } from "../lib/services/context.ts";
import { pageContext } from "./context.ts";

/** Does what a form of somebody who is not signed in asks for; a refusal comes back in words. */
export async function publicForm<S extends z.ZodType>(
  schema: S,
  sent: { readonly [name: string]: unknown },
  deed: (ctx: Context, input: z.output<S>) => Promise<unknown>,
): Promise<LinkState> {
  try {
    const found = await pageContext();
    if (!isOwnOrigin(await headers(), found.config.publicUrl))
      throw forbidden("The form must come from this installation's own pages.");
    const parsed = parseInput(schema, sent);
    if (!parsed.ok) return { message: wordsOf(parsed.problems[0]), done: false };
    // Whoever is signed in in this browser has nothing to do with it.
    await deed({ ...found, actor: { kind: "anonymous" } }, parsed.value);
    return { message: null, done: true };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const [problem] = error.problems;
    return { message: problem === undefined ? error.message : wordsOf(problem), done: false };
  }
}

const WORDS: { readonly [pointer: string]: string } = {
  "/email": "The e-mail address",
  "/password": "The password",
  "/name": "The name",
  "/token": "This link",
};

function wordsOf(problem: { readonly pointer: string; readonly message: string } | undefined) {
  if (problem === undefined) return "The form cannot be read.";
  return `${WORDS[problem.pointer] ?? "The form"} ${problem.message}.`;
}

/** The text of a field; undefined for one that is empty or a file. */
export function fieldOf(form: FormData, name: string): string | undefined {
  const value = form.get(name);
  return typeof value === "string" && value !== "" ? value : undefined;
}
