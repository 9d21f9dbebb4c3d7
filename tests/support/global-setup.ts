import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import type { TestProject } from "vitest/node";
import { startEmbeddedPostgres } from "../../scripts/embedded-postgres.ts";
import { prepareDatabase } from "../../scripts/prepare-database.ts";

const TEMPLATE = "punctual_template";

declare module "vitest" {
  interface ProvidedContext {
    postgres: { adminUrl: string; template: string };
  }
}

/** One PostgreSQL for the whole run, with one migrated database that every test file clones. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), "punctual-test-"));
  const server = await startEmbeddedPostgres({
    dataDir,
    log: () => undefined,
    settings: { fsync: "off", full_page_writes: "off", max_connections: "300" },
  });
  await makeTemplate(server.url);
  project.provide("postgres", { adminUrl: server.url, template: TEMPLATE });
  return async () => {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}

async function makeTemplate(adminUrl: string): Promise<void> {
  const sql = postgres(adminUrl, { max: 1, onnotice: () => undefined });
  try {
    await sql`create database ${sql(TEMPLATE)}`;
    const url = new URL(adminUrl);
    url.pathname = `/${TEMPLATE}`;
    await prepareDatabase(url.href);
    await sql`alter database ${sql(TEMPLATE)} with allow_connections false`;
  } finally {
    await sql.end({ timeout: 5 });
  }
}
