import { mayDo } from "../../contracts/rights.ts";
import { resolveProject } from "../authorize.ts";
import type { Context } from "../context.ts";

/** Whether the caller may write secrets in their default project; for screens that show what can be done. */
export async function mayWriteSecrets(ctx: Context): Promise<boolean> {
  const { role } = await resolveProject(ctx, null);
  return mayDo(role, "jobs.write");
}
