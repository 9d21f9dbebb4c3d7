import { PgBoss } from "pg-boss";

/** Brings pg-boss's own tables to the version of the library. Safe to run by several processes at once. */
export async function installQueue(url: string): Promise<void> {
  const boss = new PgBoss({
    connectionString: url,
    max: 1,
    supervise: false,
    schedule: false,
    migrate: true,
  });
  const failures: Error[] = [];
  boss.on("error", (error) => failures.push(error));
  await boss.start();
  await boss.stop({ graceful: false });
  const [first] = failures;
  if (first !== undefined)
    throw new Error("pg-boss could not install its tables", { cause: first });
}
