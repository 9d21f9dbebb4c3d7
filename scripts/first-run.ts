import { existsSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./tool.ts";

const ENSURE_ADMIN = join(ROOT, "lib", "services", "setup", "ensure-admin.ts");

/** Makes the first administrator of the database at `databaseUrl`; does nothing when there is one already. */
export async function ensureAdmin(
  databaseUrl: string,
  admin: Readonly<{ email: string; password: string }>,
): Promise<void> {
  if (!existsSync(ENSURE_ADMIN)) return;
  const { ensureFirstAdmin } = await import(ENSURE_ADMIN);
  await ensureFirstAdmin({ databaseUrl, ...admin });
}
