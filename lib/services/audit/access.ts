import { mayDo } from "../../contracts/rights.ts";
import { resolveProject } from "../authorize.ts";
import type { Context } from "../context.ts";

/** Which deeds somebody may see in the console: all, those of the project they are in, or none (null). */
export type AuditAccess =
  | { readonly reach: "all" }
  | { readonly reach: "project"; readonly project: string }
  | null;

/** Which deeds the caller may see; for screens that show what can be done. */
export async function auditAccess(ctx: Context): Promise<AuditAccess> {
  if (ctx.actor.kind === "user" && ctx.actor.role === "admin") return { reach: "all" };
  const { role, slug } = await resolveProject(ctx, null);
  return mayDo(role, "audit.read") ? { reach: "project", project: slug } : null;
}
