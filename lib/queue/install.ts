import { PgBoss } from "pg-boss";
import { laneIndex } from "./take.ts";

/** Brings pg-boss's own tables to the version of the library, and adds our index. Safe to run by several processes at once. */
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
  // One transaction, as the statements are sent in one; whoever comes second waits and then finds the index.
  await boss
    .getDb()
    .executeSql(
      `select pg_advisory_xact_lock(hashtext('punctual_lanes')); ${laneIndex("pgboss")};`,
    );
  await boss.stop({ graceful: false });
  const [first] = failures;
  if (first !== undefined)
    throw new Error("pg-boss could not install its tables", { cause: first });
}
