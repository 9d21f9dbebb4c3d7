import { openDatabase } from "../db/client.ts";
import type { Platform } from "../lib/services/context.ts";
import { ensureFirstRun } from "../lib/services/setup/ensure-first-run.ts";
import { issueStartToken } from "../lib/services/setup/issue-start-token.ts";

type Admin = Readonly<{ email: string; password: string }>;

/** Fills a migrated database with what everything relies on, and with the first administrator when one is given. */
export async function fillDatabase(databaseUrl: string, admin: Admin | null): Promise<void> {
  await withDatabase(databaseUrl, (platform) => ensureFirstRun(platform, { admin }));
}

/** The API token that `npm start` shows: `kept` while it works, else a new one; `null` without an administrator. */
export async function startToken(
  databaseUrl: string,
  options: Readonly<{ kept: string | null; authSecret: string }>,
): Promise<string | null> {
  return withDatabase(databaseUrl, (platform) => issueStartToken(platform, options));
}

async function withDatabase<T>(
  url: string,
  work: (platform: Pick<Platform, "db">) => Promise<T>,
): Promise<T> {
  const database = openDatabase({ url, max: 1, name: "punctual-setup" });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}
