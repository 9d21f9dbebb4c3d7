"use server";

import { cookies } from "next/headers";
import { projectCookie } from "../../lib/auth/project-choice.ts";
import { readProject } from "../../lib/services/projects/read.ts";
import { answerAction } from "../answer-action.ts";

const YEAR_SECONDS = 365 * 86_400;

/** Remembers in this browser which project the console shows. */
export async function switchProject(project: string) {
  return answerAction(async (ctx) => {
    const { slug } = await readProject(ctx, String(project));
    const { name, options } = projectCookie(ctx.config);
    (await cookies()).set(name, slug, { ...options, maxAge: YEAR_SECONDS });
    return { slug };
  });
}
