import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate as applyMigrations } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";

/** Any number of processes may migrate at once; this advisory lock lets one do it while the others wait. */
const MIGRATION_LOCK = 7_283_114_501;

/** Brings the database at `url` to the newest schema. Forward only; doing it twice changes nothing. */
export async function migrate(url: string): Promise<void> {
  const connection = postgres(url, {
    max: 1,
    onnotice: () => undefined,
    connection: { lock_timeout: 60_000 },
  });
  try {
    await connection`select pg_advisory_lock(${MIGRATION_LOCK})`;
    await applyMigrations(drizzle(connection), {
      migrationsFolder: fileURLToPath(new URL("./migrations", import.meta.url)),
    });
  } finally {
    await connection.end({ timeout: 5 });
  }
}
