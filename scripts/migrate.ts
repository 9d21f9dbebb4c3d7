import { ConfigError, loadConfig } from "../lib/platform/config.ts";
import { fillDatabase } from "./first-run.ts";
import { prepareDatabase } from "./prepare-database.ts";
import { say, step } from "./start/say.ts";

try {
  const { databaseUrl, admin } = loadConfig();
  await step("Migrating the database", () => prepareDatabase(databaseUrl));
  await fillDatabase(databaseUrl, admin);
  say("The database is up to date.");
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exitCode = 1;
}
